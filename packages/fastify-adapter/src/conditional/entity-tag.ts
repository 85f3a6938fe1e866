import { consistencyToken, type GlobalPosition } from '@uno-ts/types'

/** An entity tag of RFC 9110, with its quotes: `"4"` of a version, `W/"p17"` of a position. */
export type EntityTag = string

/**
 * The tag of an answer: its version, which `If-Match` of a command takes back, else the position it is true for, which
 * is weak, because it stands for what the answer says and not for its letters. `undefined` when it has neither.
 */
export function entityTag(
  version: number | undefined,
  position: GlobalPosition | undefined,
): EntityTag | undefined {
  if (version !== undefined) return `"${version}"`
  return position === undefined ? undefined : `W/"${consistencyToken(position)}"`
}

/** The version a result carries in its field `streamVersion`, `undefined` when it has none. */
export function versionIn(result: unknown): number | undefined {
  if (typeof result !== 'object' || result === null || !('streamVersion' in result)) return undefined
  const { streamVersion } = result
  return Number.isSafeInteger(streamVersion) ? Number(streamVersion) : undefined
}

/** Whether `If-None-Match` names the tag, compared weakly: what the caller has is what it would get. */
export function isKnown(tag: EntityTag | undefined, ifNoneMatch: string | undefined): boolean {
  if (tag === undefined || ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const known: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? []
  return known.includes(tag.replace(/^W\//, ''))
}
