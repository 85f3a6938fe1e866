import { createHash } from 'node:crypto'

/**
 * The id of one of several events that come of one stored event: the first keeps the stored id, the others get a UUIDv8
 * made of it, the same at every read. It begins with the same time.
 */
export function pieceId(storedId: string, index: number): string {
  if (index === 0) return storedId
  const hash = createHash('sha256').update(`${storedId}/${index}`).digest('hex')
  return `${storedId.slice(0, 14)}8${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}
