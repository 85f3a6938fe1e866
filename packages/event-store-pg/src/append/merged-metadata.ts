import type { MessageMetadata } from '@uno-ts/types'

/** An event's own fields over those of its append; a field left `undefined` does not hide the other. */
export function mergedMetadata(
  under: MessageMetadata | undefined,
  over: MessageMetadata | undefined,
): MessageMetadata {
  if (over === undefined || under === undefined) return over ?? under ?? {}
  const given = Object.entries(over).filter(([, value]) => value !== undefined)
  return { ...under, ...Object.fromEntries(given) }
}
