import type { EventQuery, EventQueryItem } from '@uno-ts/types'
import { stableText } from '../fingerprint/stable-text.ts'

/**
 * The query that asks for what any of the items asks for. Items with the same tags become one with the types of all, so
 * that a store looks a tag up once; types and tags are sorted, so that equal models ask equal questions.
 */
export function unionOf(
  items: readonly (EventQueryItem & { readonly types: readonly string[] })[],
): EventQuery {
  const byTags = new Map<string, { readonly tags: readonly string[]; readonly types: Set<string> }>()
  for (const item of items) {
    const tags = [...new Set(item.tags)].toSorted()
    const key = stableText(tags)
    const merged = byTags.get(key) ?? { tags, types: new Set() }
    for (const type of item.types) merged.types.add(type)
    byTags.set(key, merged)
  }
  const merged = [...byTags.values()].map(({ tags, types }) =>
    Object.freeze({ types: Object.freeze([...types].toSorted()), tags: Object.freeze(tags) }),
  )
  return Object.freeze({ items: Object.freeze(merged) })
}
