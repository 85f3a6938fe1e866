import { Pool, type ClientBase, type Notification } from 'pg'
import type { Logger } from '@uno-ts/types'
import type { EmbeddedDatabase, EmbeddedFacts } from './embedded-database.ts'
import type { Engine } from './engine/engine.ts'
import type { ExtensionName } from './engine/extension.ts'
import type { Folder } from './folder/open-folder.ts'
import { EmbeddedSocket } from './socket/embedded-socket.ts'

/** What an {@link OpenDatabase} is made of. */
export interface OpenDatabaseOptions {
  readonly engine: Engine
  readonly folder: Folder | undefined
  readonly extensions: readonly ExtensionName[]
  readonly logger: Logger
}

/** The pool over an engine, and who listens. */
export class OpenDatabase implements EmbeddedDatabase {
  readonly pool: Pool
  readonly dir: string | undefined
  readonly facts: EmbeddedFacts
  readonly #engine: Engine
  readonly #folder: Folder | undefined
  readonly #listeners = new Map<string, Set<(payload: string) => void>>()
  #closing: Promise<void> | undefined

  constructor({ engine, folder, extensions, logger }: OpenDatabaseOptions) {
    this.dir = folder?.dir
    this.facts = { database: 'postgres', extensions, ...engine.versions }
    this.#engine = engine
    this.#folder = folder
    this.pool = new Pool({
      stream: () => new EmbeddedSocket(engine),
      max: 1,
      idleTimeoutMillis: 0,
      user: 'postgres',
      database: 'postgres',
      // The pool waits for the promise before it hands the client out; its type does not say so.
      onConnect: (client): unknown => this.#adopt(client),
    })
    this.pool.on('error', (error) =>
      logger.warn({ err: error }, 'an idle client of the embedded database broke'),
    )
  }

  async listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(heard))
    await this.pool.query(`listen ${quoted(channel)}`)
    return async () => {
      const known = listeners.delete(heard)
      if (!known || listeners.size > 0) return
      this.#listeners.delete(channel)
      if (this.#closing === undefined) await this.pool.query(`unlisten ${quoted(channel)}`)
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end()
    await this.#engine.close()
    await this.#folder?.release()
  }

  /** A client that takes the place of a broken one goes on listening. */
  async #adopt(client: ClientBase): Promise<void> {
    client.on('error', () => undefined) // its queries tell; without this a lent client could end the process
    client.on('notification', (notification) => this.#tell(notification))
    for (const channel of this.#listeners.keys()) await client.query(`listen ${quoted(channel)}`)
  }

  #tell({ channel, payload = '' }: Notification): void {
    for (const heard of this.#listeners.get(channel) ?? []) heard(payload)
  }
}

function quoted(channel: string): string {
  return `"${channel.replaceAll('"', '""')}"`
}
