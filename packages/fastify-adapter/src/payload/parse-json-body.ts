import { isUtf8 } from 'node:buffer'
import { RequestError } from '../problem/request-error.ts'

/**
 * Reads a JSON body and says where it stops being JSON. Keys that could reach a prototype are refused.
 *
 * @throws RequestError `ERR_BODY_NOT_JSON`, never with a piece of the body in its message
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) throw notJson('an empty body')
  if (!isUtf8(bytes)) throw notJson('bytes that are not UTF-8')
  const text = bytes.toString('utf8')
  const value = parsed(text)
  if (suspicious.test(text)) refusePoison(value)
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJson(mistake(String(cause)), cause)
  }
}

/** What the engine says of the place, without the piece of text it may quote. */
function mistake(message: string): string {
  const place = /\(line (\d+) column (\d+)\)/.exec(message)
  if (place !== null) return `a syntax error at line ${place[1]}, column ${place[2]}`
  return message.includes('end of JSON input') ? 'an end too early' : 'a syntax error'
}

/** Names that matter, or an escape that may hide one: only then the value is searched. */
const suspicious = /__proto__|constructor|\\u/

function refusePoison(root: unknown): void {
  const left: unknown[] = [root]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) throw notJson('the key "__proto__"')
    const own = Object.hasOwn(value, 'constructor')
      ? (value as { constructor: unknown }).constructor
      : undefined
    if (typeof own === 'object' && own !== null && Object.hasOwn(own, 'prototype')) {
      throw notJson('the key "constructor" with a "prototype"')
    }
    for (const inner of Object.values(value)) left.push(inner)
  }
}

function notJson(found: string, cause?: unknown): RequestError {
  return new RequestError('ERR_BODY_NOT_JSON', `the body is not JSON: found ${found}`, {
    issues: [{ path: ['body'], message: 'expected JSON', found }],
    cause,
  })
}
