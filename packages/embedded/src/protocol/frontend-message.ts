/** A message from a client, without its length. */
export interface ProtocolMessage {
  /** One letter; `''` for the startup message, which has none. */
  readonly type: string
  readonly body: Buffer
}

/** Writes a message: https://www.postgresql.org/docs/current/protocol-message-formats.html */
export function frontendMessage(type: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body as string) // Buffer.from takes either
  const head = Buffer.alloc(5, type)
  head.writeUInt32BE(bytes.length + 4, 1)
  return Buffer.concat([head, bytes])
}

/** Reads the messages of a client. `bytes` holds whole ones, as `pg` writes them. */
export function* frontendMessages(bytes: Buffer): Generator<ProtocolMessage> {
  let at = 0
  while (at < bytes.length) {
    const typed = bytes[at] !== 0 // the startup message begins with its length
    const type = typed ? String.fromCharCode(bytes[at] ?? 0) : ''
    const start = at + type.length
    const end = start + bytes.readUInt32BE(start)
    yield { type, body: bytes.subarray(start + 4, end) }
    at = end
  }
}
