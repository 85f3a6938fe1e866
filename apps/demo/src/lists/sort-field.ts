import type { Sort } from '@uno-ts/types'
import { z } from 'zod'

/**
 * The field `sort`: one of the names, behind `-` for descending and `+` or nothing for ascending. In a URL a plain `+`
 * arrives as a space.
 */
export function sortField(names: readonly string[], fallback: string) {
  const choices = names.flatMap((name) => [`-${name}`, `+${name}`, name])
  return z
    .preprocess(
      spaceIsPlus,
      z.enum(choices, `expected one of ${names.join(', ')}, with - before it for descending`),
    )
    .default(fallback)
}

/** The number first, then the id ascending. */
export function sortBy(sort: string, id: string): Sort {
  const field = sort.replace(/^[-+]/, '')
  const first = { field, direction: sort.startsWith('-') ? 'desc' : 'asc' } as const
  return field === id ? [first] : [first, { field: id, direction: 'asc' }]
}

function spaceIsPlus(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^ /, '+') : value
}
