import { InMemoryReadModelRepository } from '@uno-ts/testing'
import type { Cursor, PageRequest } from '@uno-ts/types'
import * as fc from 'fast-check'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { PostgresReadModelRepository } from '../../src/repository/postgres-read-model-repository.ts'
import { createTableStatements } from '../../src/table/create-table-statements.ts'
import { anyCriteria, anyFields, anySort, anyThing } from './any-question.ts'
import { things, type Thing } from './things.ts'

/** Holds a repository on a database to its twin in memory: any question has the same answer. */
export function describeSameAnswers(
  name: string,
  open: () => Promise<Pool>,
  { runs }: { readonly runs: number },
): void {
  describe(`questions on ${name}`, () => {
    it(
      'have the answers they have in memory, in the same order, page by page',
      { timeout: 120_000 },
      async () => {
        const pool = await open()
        await pool.query('create schema uno')
        for (const statement of createTableStatements(things, { schema: '"uno"' }))
          await pool.query(statement)
        const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
        const repository = new PostgresReadModelRepository({ db, pool, model: things })
        const question = fc.record({
          where: anyCriteria,
          sort: anySort,
          fields: anyFields,
          limit: fc.integer({ min: 1, max: 8 }),
        })
        const property = fc.asyncProperty(
          fc.uniqueArray(anyThing, { selector: ({ id }) => id, maxLength: 25 }),
          fc.array(question, { minLength: 5, maxLength: 5 }),
          async (rows, questions) => {
            await pool.query('truncate uno.things')
            const twin = new InMemoryReadModelRepository<Thing>({ model: things })
            await repository.saveMany(rows)
            await twin.saveMany(rows)
            for (const { where, sort, fields, limit } of questions) {
              const expected = await twin.find({ where, sort, limit: 1000 })
              expect(await allPages(repository, { where, sort, limit })).toEqual(ids(expected.items))
              expect(await repository.count(where)).toBe(expected.items.length)
              await walkBack(repository, { where, sort, limit }, ids(expected.items))
              const some = await repository.find({ where, sort, fields, limit })
              expect(some.items).toEqual((await twin.find({ where, sort, fields, limit })).items)
            }
          },
        )
        await fc.assert(property, { numRuns: runs })
      },
    )
  })
}

type Things = PostgresReadModelRepository<typeof things>

const ids = (rows: readonly { id: string }[]): readonly string[] => rows.map(({ id }) => id)

/** Every id, page after page. */
async function allPages(repository: Things, request: PageRequest): Promise<readonly string[]> {
  const found: string[] = []
  let after: Cursor | undefined
  do {
    const page = await repository.find({ ...request, after })
    found.push(...ids(page.items))
    after = page.next ?? undefined
  } while (after !== undefined)
  return found
}

/** From the last row back to the first, each page in the list's order. */
async function walkBack(
  repository: Things,
  request: PageRequest,
  expected: readonly string[],
): Promise<void> {
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
