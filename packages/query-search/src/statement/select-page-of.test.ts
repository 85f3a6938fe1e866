import { CursorError } from '@uno-ts/types'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { selectPageOf } from './select-page-of.ts'

describe('a page of a statement', () => {
  it('is refused for a place that does not fit its order', () => {
    const sort = [{ field: 'at', direction: 'asc' as const }]
    const page = { sort, reading: 'forward' as const, limit: 2 }
    expect(() => selectPageOf(sql`select 1`, { ...page, place: ['1', '2'] })).toThrow(
      new CursorError('the cursor has 2 values, expected 1'),
    )
    expect(() => selectPageOf(sql`select 1`, { ...page, place: ['1'] })).not.toThrow()
  })
})
