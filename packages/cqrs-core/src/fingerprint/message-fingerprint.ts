import { createHash } from 'node:crypto'
import { stableText } from './stable-text.ts'

/** A hash of a message's type and payload: equal payloads give equal hashes, whatever the order of their keys. */
export function messageFingerprint(type: string, data: unknown): string {
  return createHash('sha256')
    .update(`${JSON.stringify(type)}${stableText(data)}`)
    .digest('base64url')
}
