import type { Cursor, Page, PageRequest, Sort } from '@uno-ts/types'
import * as fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openModels } from '../../test/open-models.ts'
import { defineReadModel } from '../define/define-read-model.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

const visits = defineReadModel({
  name: 'visits',
  schema: z.object({
    id: z.string(),
    place: z.string().nullable(),
    seenAt: z.date().nullable(),
    note: z.string(),
  }),
  key: 'id',
  columns: {
    place: { type: 'text', nullable: true },
    seenAt: { type: 'timestamp', nullable: true },
    note: { type: 'text' },
  },
  indexes: [{ columns: ['place'] }, { columns: ['seenAt'] }],
})

const opened = await openModels([visits], { connections: 2 })
afterAll(() => opened[Symbol.asyncDispose]())
const { db, pool } = opened
const repository = new PostgresReadModelRepository({ db, pool, model: visits })

/** A row as it is written: its time in microseconds, which a Date does not have. */
interface Visit {
  readonly id: string
  readonly place: string | null
  readonly micros: number | null
}

async function write({ id, place, micros }: Visit): Promise<void> {
  await pool.query(
    `insert into uno.visits (tenant_id, id, place, "seenAt", note)
     values ('default', $1, $2, timestamptz '2026-01-01 00:00:00+00' + $3::bigint * interval '1 microsecond', '')
     on conflict (tenant_id, id) do update set place = excluded.place, "seenAt" = excluded."seenAt"`,
    [id, place, micros],
  )
}

const anyId = fc.stringMatching(/^[a-l]$/)
const anyVisit = fc.record({
  id: anyId,
  // `Z` < `a` < `é` < `ﬀ` < `😀` by code point; `ﬀ` comes after `😀` by code unit.
  place: fc.option(fc.constantFrom('Z', 'a', 'é', 'ﬀ', '😀', '')),
  micros: fc.option(fc.integer({ min: 0, max: 4 })),
})
const anyChange = fc.oneof(
  fc.record({ does: fc.constant('write' as const), visit: anyVisit }),
  fc.record({ does: fc.constant('delete' as const), id: anyId }),
)
const anySort: fc.Arbitrary<Sort> = fc.uniqueArray(
  fc.record({ field: fc.constantFrom('place', 'seenAt'), direction: fc.constantFrom('asc', 'desc') }),
  { selector: ({ field }) => field, maxLength: 2 },
)

const codePoints = (text: string): readonly number[] => Array.from(text, (one) => one.codePointAt(0) ?? 0)

function compareTexts(a: string, b: string): number {
  const [left, right] = [codePoints(a), codePoints(b)]
  const at = left.findIndex((point, index) => point !== right[index])
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
}

/** The order pages promise: nulls last in both directions, ties by id. */
function inOrder(sort: Sort): (a: Visit, b: Visit) => number {
  return (a, b) => {
    for (const { field, direction } of sort) {
      const [left, right] = field === 'place' ? [a.place, b.place] : [a.micros, b.micros]
      if (left === right) continue
      if (left === null) return 1
      if (right === null) return -1
      const order = typeof left === 'string' ? compareTexts(left, String(right)) : left - Number(right)
      return direction === 'asc' ? order : -order
    }
    return compareTexts(a.id, b.id)
  }
}

const keyOf = ({ id, place, micros }: Visit): string => JSON.stringify([id, place, micros])

it('pages are those of a sorted array while rows come, go and move', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyVisit, { selector: ({ id }) => id, maxLength: 12 }),
      anySort,
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.array(fc.array(anyChange, { maxLength: 2 }), { maxLength: 6 }),
      async (rows, sort, limit, backward, changes) => {
        await pool.query('truncate uno.visits')
        for (const row of rows) await write(row)
        const now = new Map(rows.map((row) => [row.id, row]))
        const untouched = new Map(now)
        const delivered: Visit[] = []
        const pending = [...changes]

        const request: PageRequest = { sort, limit }
        const start = backward ? await end(request, rows.length) : {}
        let page: Page<{ id: string }> = await repository.find({ ...request, ...start })
        for (;;) {
          const shown = page.items.flatMap(({ id }) => now.get(id) ?? [])
          expect(shown).toHaveLength(page.items.length)
          expect(shown).toEqual(shown.toSorted(inOrder(sort)))
          if (backward) delivered.unshift(...shown)
          else delivered.push(...shown)
          for (const change of pending.shift() ?? []) {
            const id = change.does === 'write' ? change.visit.id : change.id
            const before = now.get(id)
            if (change.does === 'write') {
              await write(change.visit)
              now.set(id, change.visit)
              if (before === undefined || keyOf(before) !== keyOf(change.visit)) untouched.delete(id)
            } else {
              await repository.delete(id)
              now.delete(id)
              untouched.delete(id)
            }
          }
          const cursor: Cursor | null = backward ? page.previous : page.next
          if (cursor === null) break
          page = await repository.find({ ...request, ...(backward ? { before: cursor } : { after: cursor }) })
        }

        const keys = delivered.map(keyOf)
        expect(new Set(keys).size).toBe(keys.length) // at most once for each value
        const seen = delivered.filter(({ id }) => untouched.has(id))
        expect(seen).toEqual([...untouched.values()].toSorted(inOrder(sort))) // exactly once, in order
      },
    ),
    { numRuns: 120 },
  )
})

/** Where the last rows are, so that a walk goes back from the end. */
async function end(request: PageRequest, count: number): Promise<Partial<PageRequest>> {
  if (count === 0) return {}
  return { offset: Math.max(0, count - (request.limit ?? 1)) }
}
