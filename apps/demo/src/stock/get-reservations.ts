import { defineQuery } from '@uno-ts/cqrs-core'
import { SqlQueryHandler } from '@uno-ts/query-search'
import { defaultTenant } from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'

export const getReservations = defineQuery({
  type: 'GetReservations',
  summary: 'What the reservation of stock let through and what it refused.',
  data: z.strictObject({}),
  result: z.object({ accepted: z.int(), rejected: z.int(), acceptedGrossMilli: z.int() }),
})

export function getReservationsHandler({ db }: { readonly db: Kysely<unknown> }) {
  return new SqlQueryHandler({
    definition: getReservations,
    db,
    buildQuery: (db) => ({ compile: () => figures.compile(db) }),
    processResult: ([row]) => ({
      accepted: Number(row?.accepted ?? 0),
      rejected: Number(row?.rejected ?? 0),
      acceptedGrossMilli: Number(row?.gross ?? 0),
    }),
  })
}

const figures = sql<{ accepted: string; rejected: string; gross: string }>`
  select accepted, rejected, accepted_gross_milli as gross from uno.reservation_figures
  where tenant_id = ${defaultTenant}`
