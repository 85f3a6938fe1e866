import { InMemoryReadModelRepository } from '@uno-ts/testing'
import {
  silentLogger,
  type MessageContext,
  type Page,
  type QueryDefinition,
  type ReadModelDefinition,
  type SearchRequest,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ReadModelQueryService } from '../service/read-model-query-service.ts'
import { FindQueryHandler } from './find-query-handler.ts'
import { GetByIdQueryHandler } from './get-by-id-query-handler.ts'
import { createQueryHandler } from './read-model-query-handler.ts'
import { SearchQueryHandler } from './search-query-handler.ts'

const product = z.object({ code: z.string(), units: z.int() })
type Product = z.output<typeof product>
const model: ReadModelDefinition = {
  name: 'products',
  schema: product,
  key: 'code',
  columns: { code: { type: 'text' }, units: { type: 'integer' } },
  indexes: [],
}

const byCode = z.object({ code: z.string() })
const top = z.object({ count: z.int() })
const codes = z.array(z.string())
const found = z.custom<Page<Product>>()

/** A definition as `defineQuery` makes it. */
function query<const Type extends string, Data extends z.ZodType, Result extends z.ZodType>(
  type: Type,
  dataSchema: Data,
  resultSchema: Result,
): QueryDefinition<Type, Data, Result> {
  const make = (data: z.input<Data>): object => ({ type, data, definition: make })
  return Object.assign(make, { kind: 'query', type, dataSchema, resultSchema }) as unknown as QueryDefinition<
    Type,
    Data,
    Result
  > // its message is the one above
}

const getProduct = query('GetProduct', byCode, product)
const listProducts = query('ListProducts', top, found)
const topCodes = query('TopCodes', top, codes)

const context = (more: object = {}): MessageContext<never> =>
  ({
    metadata: { messageId: '1', correlationId: '1', ...more },
    signal: new AbortController().signal,
    attempt: 1,
    validated: true,
    logger: silentLogger,
  }) as unknown as MessageContext<never> // the handlers read no more of it

const repository = new InMemoryReadModelRepository<Product>({ model })
await repository.saveMany([
  { code: 'A', units: 1 },
  { code: 'B', units: 3 },
  { code: 'C', units: 2 },
])
await repository.save({ code: 'A', units: 9 }, { tenant: 'other' })
const service = new ReadModelQueryService({ repository })

describe('a query service', () => {
  it('gets, finds, pages and counts', async () => {
    expect(await service.getById('B')).toEqual({ code: 'B', units: 3 })
    expect(await service.find({ limit: 2 })).toEqual([
      { code: 'A', units: 1 },
      { code: 'B', units: 3 },
    ])
    const page = await service.paginate({ limit: 2, total: true })
    expect(page.total).toBe(3)
    expect((await service.paginate({ limit: 2, after: page.next ?? undefined })).items).toEqual([
      { code: 'C', units: 2 },
    ])
    expect(await service.count({ op: 'gt', field: 'units', value: 1 })).toBe(2)
  })
})

describe('a handler for one row', () => {
  const handler = new GetByIdQueryHandler({
    definition: getProduct,
    service,
    id: ({ code }) => code,
    subject: 'product',
  })

  it('answers the row', async () => {
    expect(await handler.handle({ code: 'A' }, context())).toEqual({ code: 'A', units: 1 })
  })

  it('answers for the tenant of the query', async () => {
    expect(await handler.handle({ code: 'A' }, context({ tenant: 'other' }))).toEqual({ code: 'A', units: 9 })
  })

  it('says what is not there', async () => {
    await expect(handler.handle({ code: 'Z' }, context())).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      subject: 'product',
    })
  })
})

describe('a handler for pages', () => {
  it('answers the page as it is', async () => {
    const handler = new FindQueryHandler({
      definition: listProducts,
      service,
      request: ({ count }) => ({ sort: [{ field: 'units', direction: 'desc' }], limit: count }),
    })
    expect((await handler.handle({ count: 1 }, context())).items).toEqual([{ code: 'B', units: 3 }])
  })

  it('answers what is made of the page', async () => {
    const handler = new FindQueryHandler({
      definition: topCodes,
      service,
      request: ({ count }) => ({ sort: [{ field: 'units', direction: 'desc' }], limit: count }),
      answer: ({ items }) => items.map(({ code }) => code),
    })
    expect(await handler.handle({ count: 2 }, context())).toEqual(['B', 'C'])
  })
})

describe('a handler for searches', () => {
  it('answers what is made of the hits', async () => {
    const asked: SearchRequest[] = []
    const handler = new SearchQueryHandler({
      definition: topCodes,
      service: {
        search: async (request) => {
          asked.push(request)
          return { hits: [{ row: { code: 'A', units: 1 }, score: 1 }] }
        },
      },
      request: ({ count }) => ({ text: 'lamp', limit: count }),
      answer: ({ hits }) => hits.map(({ row }) => row.code),
    })
    expect(await handler.handle({ count: 7 }, context())).toEqual(['A'])
    expect(asked).toEqual([{ text: 'lamp', limit: 7 }])
  })
})

describe('a handler with a fallback', () => {
  const broken = new ReadModelQueryService<Product>({
    repository: Object.assign(new InMemoryReadModelRepository<Product>({ model }), {
      find: () => Promise.reject(new Error('the table is being rebuilt')),
    }),
  })

  it('asks it when the read model fails', async () => {
    const causes: unknown[] = []
    const handler = new FindQueryHandler({
      definition: topCodes,
      service: broken,
      request: ({ count }) => ({ limit: count }),
      answer: ({ items }) => items.map(({ code }) => code),
      fallbackQuery: ({ count }, _context, cause) => {
        causes.push(cause)
        return Array.from({ length: count }, () => 'from elsewhere')
      },
    })
    expect(await handler.handle({ count: 2 }, context())).toEqual(['from elsewhere', 'from elsewhere'])
    expect(causes).toEqual([new Error('the table is being rebuilt')])
  })

  it('asks it for a row that is not there yet', async () => {
    const handler = new GetByIdQueryHandler({
      definition: getProduct,
      service,
      id: ({ code }) => code,
      subject: 'product',
      fallbackQuery: ({ code }) => ({ code, units: 0 }),
    })
    expect(await handler.handle({ code: 'Z' }, context())).toEqual({ code: 'Z', units: 0 })
  })

  it('does not ask it for the mistakes of whoever asks', async () => {
    const handler = new FindQueryHandler({
      definition: listProducts,
      service,
      request: ({ count }) => ({ limit: count }),
      fallbackQuery: () => ({ items: [], next: null, previous: null }),
    })
    await expect(handler.handle({ count: -1 }, context())).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
  })
})

describe('a handler made of a question', () => {
  it('answers it', async () => {
    const handler = createQueryHandler({
      definition: topCodes,
      service,
      toReadModelQuery: ({ count }) => ({
        type: 'find',
        sort: [{ field: 'units', direction: 'desc' }],
        limit: count,
      }),
      convertResult: (rows) => rows.map(({ code }) => code),
    })
    expect(await handler({ count: 2 }, context())).toEqual(['B', 'C'])
  })
})
