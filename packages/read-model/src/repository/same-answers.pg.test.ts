import { InMemoryReadModelRepository } from '@uno-ts/testing'
import type { Criteria, Cursor, PageRequest, Sort } from '@uno-ts/types'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openModels } from '../../test/open-models.ts'
import { defineReadModel } from '../define/define-read-model.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

const things = defineReadModel({
  name: 'things',
  schema: z.object({
    id: z.string(),
    name: z.string().nullable(),
    units: z.int().nullable(),
    gross: z.bigint(),
    rate: z.number(),
    paid: z.boolean(),
    seenAt: z.date().nullable(),
    tags: z.array(z.string()),
    detail: z.json(),
  }),
  key: 'id',
  columns: {
    name: { type: 'text', nullable: true },
    units: { type: 'integer', nullable: true },
    gross: { type: 'bigint' },
    rate: { type: 'number' },
    paid: { type: 'boolean' },
    seenAt: { type: 'timestamp', nullable: true },
    tags: { type: 'text[]' },
  },
  indexes: [{ columns: ['units'] }, { columns: ['gross', 'name'] }],
})
type Thing = z.output<typeof things.schema>

const opened = await openModels([things], { connections: 2 })
afterAll(() => opened[Symbol.asyncDispose]())
const { db, pool } = opened
const repository = new PostgresReadModelRepository({ db, pool, model: things })

const ids = (rows: readonly { id: string }[]): readonly string[] => rows.map(({ id }) => id)

// Few different values, so that they meet; some that order or case by other rules than code points.
const anyText = fc.constantFrom(
  '',
  'a',
  'A',
  'b',
  'Z',
  'ä',
  'é',
  '｡',
  '😀',
  'a%',
  'a_b',
  'a\\b',
  '10',
  '9',
  ' a',
)
const anyInteger = fc.constantFrom(-1, 0, 1, 2, 9, 10, Number.MAX_SAFE_INTEGER)
const anyNumber = fc.constantFrom(-0.5, 0, 0.1, 0.30000000000000004, 1, 1e21, 5e-324)
const anyDate = fc.constantFrom(
  ...['2011-01-01', '2011-01-01T00:00:00.001Z', '0001-01-01', '9999-12-31'].map((text) => new Date(text)),
)
const anyJson = fc.oneof(
  anyText,
  anyInteger,
  anyNumber,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(anyText, anyInteger), { maxLength: 2 }),
  fc.record({ inner: fc.oneof(anyText, anyInteger, fc.constant(null)) }, { noNullPrototype: true }),
)
const anyThing = fc.record({
  id: fc.oneof(
    anyText.filter((text) => text !== ''),
    fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }),
  ),
  name: fc.option(anyText),
  units: fc.option(anyInteger),
  gross: fc.bigInt({ min: 1n, max: 5n }),
  rate: anyNumber,
  paid: fc.boolean(),
  seenAt: fc.option(anyDate),
  tags: fc.array(anyText, { maxLength: 3 }),
  detail: fc.record({ a: anyJson, b: anyJson }, { noNullPrototype: true }),
}) satisfies fc.Arbitrary<Thing>

const fieldValues = {
  id: anyText,
  name: anyText,
  units: fc.oneof(anyInteger, anyNumber, fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })),
  gross: fc.oneof(fc.bigInt({ min: 0n, max: 40n }), anyNumber),
  rate: fc.oneof(anyNumber, fc.constantFrom(0n, 1n)),
  paid: fc.boolean(),
  seenAt: fc.oneof(
    anyDate,
    anyDate.map((date) => date.toISOString()),
  ),
  'detail.a': fc.oneof(anyText, anyInteger, anyNumber, fc.boolean()),
  'detail.b.inner': fc.oneof(anyText, anyInteger),
} as const
const comparing = Object.entries(fieldValues).map(
  ([field, value]: [string, fc.Arbitrary<string | number | bigint | boolean | Date>]) =>
    fc.oneof(
      fc.record({
        op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
        field: fc.constant(field),
        value: fc.option(value, { freq: 20 }),
      }),
      fc.record({
        op: fc.constantFrom('in', 'notIn'),
        field: fc.constant(field),
        values: fc.array(fc.option(value, { freq: 20 }), { maxLength: 3 }),
      }),
      fc.record({ op: fc.constant('between' as const), field: fc.constant(field), from: value, to: value }),
      fc.record({ op: fc.constantFrom('exists', 'isNull'), field: fc.constant(field) }),
    ),
)
const matching = fc.record({
  op: fc.constantFrom('like', 'ilike'),
  field: fc.constantFrom('id', 'name', 'detail.a'),
  pattern: fc.constantFrom('', '%', '_', 'a%', '%B', 'A_b', 'a\\%', 'a\\\\b', '%😀%', '__'),
})
const relating = fc.record({
  op: fc.constantFrom('contains', 'containedBy', 'overlaps'),
  field: fc.constantFrom('tags', 'detail.a'),
  values: fc.array(fc.option(anyText, { freq: 20 }), { maxLength: 3 }),
})
const { anyCriteria } = fc.letrec<{ anyCriteria: Criteria }>((tie) => ({
  anyCriteria: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(...comparing, matching, relating),
    fc.record({ op: fc.constantFrom('and', 'or'), operands: fc.array(tie('anyCriteria'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), operand: tie('anyCriteria') }),
  ),
}))
const anySort: fc.Arbitrary<Sort> = fc.array(
  fc.record({
    field: fc.constantFrom(...Object.keys(fieldValues)),
    direction: fc.constantFrom('asc', 'desc'),
  }),
  { maxLength: 3 },
)

/** Every id, page after page. */
async function allPages(request: PageRequest): Promise<readonly string[]> {
  const found: string[] = []
  let after: Cursor | undefined
  do {
    const page = await repository.find({ ...request, after })
    found.push(...ids(page.items))
    after = page.next ?? undefined
  } while (after !== undefined)
  return found
}

describe('the same questions as in memory', () => {
  it('have the same answers, in the same order, page by page', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyThing, { selector: ({ id }) => id, maxLength: 25 }),
        fc.array(fc.record({ where: anyCriteria, sort: anySort, limit: fc.integer({ min: 1, max: 8 }) }), {
          minLength: 5,
          maxLength: 5,
        }),
        async (rows, questions) => {
          await pool.query('truncate uno.things')
          const twin = new InMemoryReadModelRepository<Thing>({ model: things })
          await repository.saveMany(rows)
          await twin.saveMany(rows)
          for (const { where, sort, limit } of questions) {
            const expected = await twin.find({ where, sort, limit: 1000 })
            expect(await allPages({ where, sort, limit })).toEqual(ids(expected.items))
            expect(await repository.count(where)).toBe(expected.items.length)
            await walkBack({ where, sort, limit }, ids(expected.items))
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  /** From the last row back to the first, each page in the list's order. */
  async function walkBack(request: PageRequest, expected: readonly string[]): Promise<void> {
    if (expected.length < 2) return
    const end = await repository.find({ ...request, offset: expected.length - 1, limit: 1, total: true })
    expect(end.total).toBe(expected.length)
    let found = ids(end.items)
    let before = end.previous
    while (before !== null) {
      const page = await repository.find({ ...request, before })
      found = [...ids(page.items), ...found]
      before = page.previous
    }
    expect(found).toEqual(expected)
  }
})
