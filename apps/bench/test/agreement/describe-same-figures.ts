import { PostgresAggregator } from '@uno-ts/query-search'
import {
  createTableStatements,
  KyselyCriteriaCompiler,
  PostgresReadModelRepository,
} from '@uno-ts/read-model'
import { InMemoryAggregator, InMemoryReadModelRepository } from '@uno-ts/testing'
import type { AggregateRequestOf, AggregationOf, Criteria, TimeBucketOf } from '@uno-ts/types'
import * as fc from 'fast-check'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { anySale, sales, type Sale } from './sales.ts'

/** Holds aggregates of a database to those made from the rows in memory. */
export function describeSameFigures(name: string, open: () => Promise<Pool>): void {
  describe(`figures on ${name}`, () => {
    it('are those of the rows themselves', { timeout: 60_000 }, async () => {
      const pool = await open()
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
      await pool.query('create schema uno')
      for (const statement of createTableStatements(sales, { schema: '"uno"' })) await pool.query(statement)
      const repository = new PostgresReadModelRepository({ db, pool, model: sales })
      const figures = new PostgresAggregator<Sale>({
        db,
        model: sales,
        compiler: new KyselyCriteriaCompiler(),
      })

      const property = fc.asyncProperty(
        fc.uniqueArray(anySale, { selector: ({ id }) => id, maxLength: 30 }),
        fc.array(anyRequest, { minLength: 12, maxLength: 12 }),
        async (rows, requests) => {
          await pool.query('truncate uno.sales')
          const twin = new InMemoryReadModelRepository<Sale>({ model: sales })
          await repository.saveMany(rows)
          await twin.saveMany(rows)
          const expected = new InMemoryAggregator<Sale>({ model: sales, repository: twin })
          for (const request of requests) {
            expect(await figures.aggregate(request)).toEqual(await expected.aggregate(request))
          }
        },
      )
      await fc.assert(property, { numRuns: 8 })
    })
  })
}

const anyMeasure: fc.Arbitrary<AggregationOf<Sale>> = fc.oneof(
  fc.record({
    op: fc.constant('count' as const),
    field: fc.constantFrom(undefined, 'country', 'tags', 'detail.kind'),
  }),
  fc.record({
    op: fc.constantFrom('sum', 'avg'),
    field: fc.constantFrom('units', 'grossMilli', 'rate', 'detail.weight'),
  }),
  fc.record({
    op: fc.constantFrom('countDistinct', 'min', 'max'),
    field: fc.constantFrom(
      'id',
      'country',
      'units',
      'grossMilli',
      'rate',
      'paid',
      'placedAt',
      'detail.weight',
    ),
  }),
  fc.record({
    op: fc.constant('percentile' as const),
    field: fc.constantFrom('country', 'units', 'grossMilli', 'placedAt', 'detail.weight'),
    fraction: fc.constantFrom(0, 0.1, 0.5, 0.95, 1),
  }),
)

const anyBucket: fc.Arbitrary<TimeBucketOf<Sale>> = fc.record({
  field: fc.constant('placedAt' as const),
  bucket: fc.constantFrom('minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'),
  zone: fc.constantFrom(undefined, 'Europe/Paris', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Auckland'),
})

const anyGroup = fc.oneof(
  fc.constantFrom('country', 'units', 'grossMilli', 'rate', 'paid', 'detail.kind', 'detail.missing'),
  anyBucket,
)

const anyWhere: fc.Arbitrary<Criteria> = fc.constantFrom(
  { op: 'and', operands: [] },
  { op: 'gt', field: 'rate', value: 0 },
  { op: 'in', field: 'country', values: ['GB', '😀'] },
  { op: 'isNull', field: 'detail.weight' },
  { op: 'overlaps', field: 'tags', values: ['a'] },
)

const anyRequest: fc.Arbitrary<AggregateRequestOf<Sale>> = fc
  .record({
    groups: fc.array(anyGroup, { maxLength: 2 }),
    measures: fc.array(anyMeasure, { minLength: 1, maxLength: 3 }),
    where: anyWhere,
    atLeast: fc.option(fc.constantFrom(0, 1, 2n)),
    direction: fc.option(fc.constantFrom('asc', 'desc')),
    limit: fc.option(fc.constantFrom(1, 3), { nil: undefined }),
  })
  .map(({ groups, measures, where, atLeast, direction, limit }) => ({
    where,
    groupBy: Object.fromEntries(groups.map((group, index) => [`group${index}`, group])),
    measures: {
      ...Object.fromEntries(measures.map((measure, index) => [`measure${index}`, measure])),
      rows: { op: 'count' as const },
    },
    having: atLeast === null ? undefined : { op: 'gte', field: 'rows', value: atLeast },
    sort: direction === null ? undefined : [{ field: 'measure0', direction }],
    limit,
  }))
