import { frontendMessage, frontendMessages, type ProtocolMessage } from './frontend-message.ts'

/** Reads the messages of a server; they look as a client's do. */
export function backendMessages(bytes: Buffer): Iterable<ProtocolMessage> {
  return frontendMessages(bytes)
}

/** The fields of a row (`D`) as text. */
export function rowFields(body: Buffer): (string | null)[] {
  const fields: (string | null)[] = []
  let at = 2
  for (let left = body.readUInt16BE(0); left > 0; left--) {
    const length = body.readInt32BE(at)
    at += 4
    fields.push(length < 0 ? null : body.toString('utf8', at, at + length))
    at += Math.max(length, 0)
  }
  return fields
}

/** The fields of an error (`E`): `C` is the SQLSTATE, `M` the message. */
export function errorFields(body: Buffer): ReadonlyMap<string, string> {
  const fields = body.toString('utf8').split('\0')
  return new Map(fields.filter((field) => field !== '').map((field) => [field.slice(0, 1), field.slice(1)]))
}

/** An error as a server sends it. */
export function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(fields).map(([name, value]) => `${name}${value}\0`)
  return frontendMessage('E', `${text.join('')}\0`)
}

/** The end of an exchange: `I` outside a transaction, `T` in one, `E` in a failed one. */
export function readyForQuery(status: 'I' | 'T' | 'E'): Buffer {
  return frontendMessage('Z', status)
}
