import type { Cursor, Page, PageRequest } from '@uno-ts/types'
import { z } from 'zod'

/** The fields every list takes beside its own. */
export function pageFields({ limit }: { readonly limit: number }) {
  return {
    limit: z.coerce.number<string | number>().int().min(1).max(1_000).default(limit),
    /** The `next` of the page before. */
    cursor: z.string().min(1).max(8_192).optional(),
    /** The same as `cursor`. */
    after: z.string().min(1).max(8_192).optional(),
  }
}

/** What every list answers: rows, and the cursor of the page behind them. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({ items: z.array(row), next: z.string().nullable() })
}

/** The part of a repository's request that a list's fields say. */
export function pageRequest(fields: {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly after?: string | undefined
}): Pick<PageRequest, 'limit' | 'after'> {
  return { limit: fields.limit, after: (fields.cursor ?? fields.after) as Cursor | undefined } // read by the repository
}

/** A page as the API tells it: of each row what `shape` has, and no more. */
export function shownPage<Shape extends z.ZodType>(
  { items, next }: Page<unknown>,
  shape: Shape,
): { items: z.output<Shape>[]; next: string | null } {
  return { items: items.map((row) => shape.parse(row)), next }
}
