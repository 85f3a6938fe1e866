import type { Connection, PoolClient, Submittable } from 'pg'

/** As much of the driver's connection as sends COPY data; its types leave it out. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** How many characters go into one message. */
const chunkCharacters = 65_536

/**
 * Sends lines of COPY's text format. All of them are handed to the socket at once, so the caller bounds them.
 *
 * @throws the driver's error: then the transaction has failed
 */
export function copyFrom(client: PoolClient, statement: string, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyFrom(statement, lines, (error) => (error === undefined ? resolve() : reject(error))))
  })
}

/** A query of the driver's own kind, as its cursors are: the client calls what fits the server's answers. */
class CopyFrom implements Submittable {
  readonly #statement: string
  readonly #lines: readonly string[]
  #error: Error | undefined
  /** The driver puts its own around it when it watches the time. */
  callback: (error?: Error) => void

  constructor(statement: string, lines: readonly string[], callback: (error?: Error) => void) {
    this.#statement = statement
    this.#lines = lines
    this.callback = callback
  }

  submit(connection: Connection): void {
    connection.query(this.#statement)
  }

  handleCopyInResponse(connection: Connection & CopyConnection): void {
    let chunk = ''
    for (const line of this.#lines) {
      chunk += line
      if (chunk.length < chunkCharacters) continue
      connection.sendCopyFromChunk(Buffer.from(chunk))
      chunk = ''
    }
    if (chunk !== '') connection.sendCopyFromChunk(Buffer.from(chunk))
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {
    // The answer that counts is "ready for query": by then the server has taken everything.
  }

  handleError(error: Error): void {
    this.#error = error
    this.callback(error)
  }

  handleReadyForQuery(): void {
    if (this.#error === undefined) this.callback()
  }
}
