import type { MessageContext, Page, QueryDefinition, QueryHandler } from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import type { ReadModelQueryService } from '../service/read-model-query-service.ts'
import { FindQueryHandler } from './find-query-handler.ts'
import { GetByIdQueryHandler } from './get-by-id-query-handler.ts'
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
