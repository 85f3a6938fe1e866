import type { Aggregator, MessageContext, Page, QueryDefinition, QueryHandler } from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import type { ReadModelQueryService } from '../service/read-model-query-service.ts'
import { AggregateQueryHandler } from './aggregate-query-handler.ts'
import { FindQueryHandler } from './find-query-handler.ts'
import { GetByIdQueryHandler } from './get-by-id-query-handler.ts'
import { createQueryHandler, ReadModelQueryHandler } from './read-model-query-handler.ts'
import { SqlQueryHandler } from './sql-query-handler.ts'

interface Row {
  readonly code: string
  readonly units: number
}

const byCode = z.object({ code: z.string() })
const row = z.object({ code: z.string(), units: z.number() })
const units = z.number()
declare const getRow: QueryDefinition<'GetRow', typeof byCode, typeof row>
declare const getUnits: QueryDefinition<'GetUnits', typeof byCode, typeof units>
declare const aggregator: Aggregator<Row>
declare const service: ReadModelQueryService<Row>
declare const db: Kysely<{ rows: Row }>
const subject = 'row'

const handler = new GetByIdQueryHandler({ definition: getRow, service, id: ({ code }) => code, subject })
expectTypeOf(handler.handle.bind(handler)).toExtend<QueryHandler<typeof getRow>>()

const mapped = new GetByIdQueryHandler({
  definition: getUnits,
  service,
  id: ({ code }) => code,
  subject,
  answer: (found) => found.units,
})
expectTypeOf(mapped.handle.bind(mapped)).toExtend<QueryHandler<typeof getUnits>>()

// @ts-expect-error a row is no number: it must be turned into one
export const unmapped = new GetByIdQueryHandler({
  definition: getUnits,
  service,
  id: ({ code }) => code,
  subject,
})

export const page = new FindQueryHandler({
  definition: getUnits,
  service,
  request: ({ code }) => ({ where: { op: 'eq', field: 'code', value: code } }),
  answer: (found) => {
    expectTypeOf(found).toEqualTypeOf<Page<Row>>()
    return found.items.length
  },
})

export const statement = new SqlQueryHandler({
  definition: getUnits,
  db,
  buildQuery: (database, { code }, context) => {
    expectTypeOf(context).toEqualTypeOf<MessageContext<typeof getUnits>>()
    return database.selectFrom('rows').select('units').where('code', '=', code)
  },
  processResult: (rows) => {
    expectTypeOf(rows).toEqualTypeOf<readonly { units: number }[]>()
    return rows.length
  },
})

export const converted = new ReadModelQueryHandler({
  definition: getUnits,
  service,
  toReadModelQuery: ({ code }) => ({ type: 'get-by-id', id: code }),
  convertResult: (found) => {
    expectTypeOf(found).toEqualTypeOf<Row | undefined>()
    return found?.units ?? 0
  },
})

export const counted = createQueryHandler({
  definition: getUnits,
  service,
  toReadModelQuery: ({ code }) => ({ type: 'count', where: { op: 'eq', field: 'code', value: code } }),
})
expectTypeOf(counted).toEqualTypeOf<QueryHandler<typeof getUnits>>()

// @ts-expect-error a row is no number: it must be converted
createQueryHandler({
  definition: getUnits,
  service,
  toReadModelQuery: ({ code }) => ({ type: 'get-by-id', id: code }),
})

export const figures = new AggregateQueryHandler({
  definition: getUnits,
  service: aggregator,
  request: () => ({ measures: { units: { op: 'sum', field: 'units' } } }),
  answer: (rows) => {
    expectTypeOf(rows).toEqualTypeOf<readonly { readonly units: number }[]>()
    return rows[0]?.units ?? 0
  },
})

// What is asked for narrows what comes back.
expectTypeOf(service.find({ fields: ['units'] })).toEqualTypeOf<
  Promise<readonly { readonly units: number }[]>
>()
expectTypeOf(service.paginate({ limit: 3 })).toEqualTypeOf<Promise<Page<Row>>>()
expectTypeOf(service.handleQuery({ type: 'count' })).toEqualTypeOf<Promise<number>>()
// @ts-expect-error there is no such field
void service.find({ fields: ['colour'] })
