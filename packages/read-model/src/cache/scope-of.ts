/**
 * The scope of a key or of a prefix: everything through its first colon. A prefix without a colon has the scope of all
 * keys, the empty text.
 */
export function scopeOf(keyOrPrefix: string): string {
  return keyOrPrefix.slice(0, keyOrPrefix.indexOf(':') + 1)
}
