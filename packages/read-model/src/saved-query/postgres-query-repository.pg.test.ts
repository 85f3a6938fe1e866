import { describeQueryRepository, product, productModel } from '@uno-ts/testing/conformance'
import { queryId, type SavedQuery } from '@uno-ts/types'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openModels } from '../../test/open-models.ts'
import { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'
import { PostgresQueryRepository } from './postgres-query-repository.ts'
import { savedQueryMigrations } from './saved-query-migrations.ts'
import { SavedQueryRunner } from './saved-query-runner.ts'

const opened = await openModels([productModel], { connections: 2 })
afterAll(() => opened[Symbol.asyncDispose]())
const { db, pool } = opened
for (const step of savedQueryMigrations.steps) {
  for (const statement of step.statements({ schema: '"uno"' })) await pool.query(statement)
}

beforeEach(() => pool.query('truncate uno.saved_queries, uno.conformance_products'))
describeQueryRepository('PostgresQueryRepository', async () => {
  await pool.query('truncate uno.saved_queries')
  return { repository: new PostgresQueryRepository({ db }), dispose: () => undefined }
})

const queries = new PostgresQueryRepository({ db })
const products = new PostgresReadModelRepository({ db, pool, model: productModel })
const runner = new SavedQueryRunner({ queries, readModels: { conformance_products: products } })

const inCategories: SavedQuery = {
  queryId: queryId('in-categories'),
  name: 'Products of categories',
  readModel: 'conformance_products',
  where: {
    op: 'and',
    operands: [
      { op: 'in', field: 'category', values: [':categories'] },
      { op: 'gte', field: 'units', value: ':atLeast' },
      { op: 'ne', field: 'name', value: '::literal' },
    ],
  },
  sort: [{ field: 'units', direction: 'desc' }],
  limit: 2,
  parameters: {
    type: 'object',
    properties: {
      categories: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
      atLeast: { type: 'integer', minimum: 0 },
    },
    required: ['categories', 'atLeast'],
    additionalProperties: false,
  },
}

describe('a saved query', () => {
  beforeEach(async () => {
    await queries.save(inCategories)
    await products.saveMany([
      product('1', { category: 'kitchen', units: 5 }),
      product('2', { category: 'garden', units: 9 }),
      product('3', { category: 'garden', units: 1 }),
      product('4', { category: 'office', units: 9 }),
      product('5', { category: 'kitchen', units: 7 }),
      product('6', { category: 'kitchen', units: 7, name: ':literal' }),
    ])
  })
  const run = (parameters: Parameters<typeof runner.run>[1], page = {}) =>
    runner.run(inCategories.queryId, parameters, page)
  const asked = { categories: ['kitchen', 'garden'], atLeast: 2 }

  it('is run by its id with parameters, page by page', async () => {
    const first = await run(asked)
    expect(first.items).toMatchObject([{ id: '2' }, { id: '5' }])
    const second = await run(asked, { after: first.next ?? undefined })
    expect(second.items).toMatchObject([{ id: '1' }])
    expect(await runner.count(inCategories.queryId, asked)).toBe(3)
  })

  it('refuses a cursor of other parameters', async () => {
    const { next } = await run(asked)
    await expect(run({ ...asked, atLeast: 1 }, { after: next ?? undefined })).rejects.toMatchObject({
      code: 'ERR_CURSOR',
    })
  })

  it.each<[what: string, parameters: Parameters<typeof runner.run>[1], path: string]>([
    ['is missing', { categories: ['kitchen'] }, 'atLeast'],
    ['is of another kind', { ...asked, atLeast: '2' }, 'atLeast'],
    ['is out of range', { ...asked, atLeast: -1 }, 'atLeast'],
    ['is no whole number', { ...asked, atLeast: 1.5 }, 'atLeast'],
    ['has a wrong item', { ...asked, categories: ['kitchen', ''] }, 'categories.1'],
    ['has too few items', { ...asked, categories: [] }, 'categories'],
    ['is not described', { ...asked, more: 1 }, 'more'],
  ])('does not run when a parameter %s', async (_, parameters, path) => {
    const error = await run(parameters).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_VALIDATION', issues: [{ path: expect.anything() }] })
    expect((error as { issues: { path: unknown[] }[] }).issues[0]?.path.join('.')).toBe(path)
  })

  it('takes what looks like SQL for the text it is', async () => {
    expect((await run({ ...asked, categories: ["kitchen' or true --"] })).items).toEqual([])
  })

  it('that is not there, or of a read model that may not be asked, is told', async () => {
    await expect(runner.run(queryId('none'))).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    const elsewhere = new SavedQueryRunner({ queries, readModels: {} })
    await expect(elsewhere.run(inCategories.queryId, asked)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })

  it('that could never run is not saved', async () => {
    const refused = (change: Partial<SavedQuery>) => queries.save({ ...inCategories, ...change })
    await expect(refused({ parameters: undefined })).rejects.toThrow('"categories" is used and not described')
    await expect(refused({ limit: 0 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
    await expect(refused({ parameters: { oneOf: [] } })).rejects.toThrow('"oneOf"')
    expect(await queries.get(inCategories.queryId)).toEqual(inCategories)
  })

  it('belongs to its tenant', async () => {
    const other = new PostgresQueryRepository({ db, tenant: 'other' })
    expect(await other.find()).toEqual([])
  })
})
