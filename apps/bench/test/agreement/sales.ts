import { defineReadModel } from '@uno-ts/read-model'
import type { RowOf } from '@uno-ts/types'
import * as fc from 'fast-check'
import { z } from 'zod'

/** A read model with a column of every type and a document, for questions that must have one answer everywhere. */
export const sales = defineReadModel({
  name: 'sales',
  schema: z.object({
    id: z.string(),
    country: z.string().nullable(),
    units: z.int().nullable(),
    grossMilli: z.bigint().nullable(),
    rate: z.number(),
    paid: z.boolean(),
    placedAt: z.date().nullable(),
    tags: z.array(z.string()),
    detail: z.json(),
  }),
  key: 'id',
  columns: {
    country: { type: 'text', nullable: true },
    units: { type: 'integer', nullable: true },
    grossMilli: { type: 'bigint', nullable: true },
    rate: { type: 'number' },
    paid: { type: 'boolean' },
    placedAt: { type: 'timestamp', nullable: true },
    tags: { type: 'text[]' },
  },
})

/** A row of {@link sales}. */
export type Sale = RowOf<typeof sales>

const highest = 2n ** 63n - 1n

/** Few different values, so that they make groups; sums beyond 64 bits and doubles; quarters, whose sums are exact. */
export const anySale: fc.Arbitrary<Sale> = fc.record({
  id: fc.uuid(),
  country: fc.option(fc.constantFrom('GB', 'gb', 'Île', 'ä', '😀', '', "O'Brien \\")),
  units: fc.option(fc.integer({ min: -9, max: 9 })),
  grossMilli: fc.option(
    fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.constantFrom(highest, -highest, highest - 1n)),
  ),
  rate: fc.integer({ min: -8, max: 8 }).map((quarters) => quarters / 4),
  paid: fc.boolean(),
  placedAt: fc.option(
    fc.oneof(
      fc.date({ min: new Date('1971-01-01'), max: new Date('2037-12-31'), noInvalidDate: true }),
      fc.constantFrom(
        ...[
          '2026-03-29T00:59:59.999Z',
          '2026-03-29T01:00:00Z',
          '2026-10-25T00:30:00Z',
          '2026-10-25T01:30:00Z',
        ].map((text) => new Date(text)),
      ),
    ),
  ),
  tags: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  detail: fc.record(
    {
      kind: fc.constantFrom('a', 'B', 1, 2.5, true, false, null, { of: 'x' }, ['y']),
      weight: fc.constantFrom(0.1, 0.2, 0.7, 10, null, 'heavy'),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
})
