import { createHash } from 'node:crypto'

/** Names a text by its content: two texts with the same name are the same. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
