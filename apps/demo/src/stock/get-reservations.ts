import { defineQuery } from '@uno-ts/cqrs-core'
import { defaultTenant, type QueryHandler } from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'

export const getReservations = defineQuery({
  type: 'GetReservations',
  summary: 'What the reservation of stock let through and what it refused.',
  data: z.strictObject({}),
  result: z.object({ accepted: z.int(), rejected: z.int(), acceptedGrossMilli: z.int() }),
})

export function getReservationsHandler({
  db,
}: {
  readonly db: Kysely<unknown>
}): QueryHandler<typeof getReservations> {
  return async () => {
    const { rows } = await sql<{ accepted: string; rejected: string; gross: string }>`
      select accepted, rejected, accepted_gross_milli as gross from uno.reservation_figures
      where tenant_id = ${defaultTenant}`.execute(db)
    const { accepted = 0, rejected = 0, gross = 0 } = rows[0] ?? {}
    return { accepted: Number(accepted), rejected: Number(rejected), acceptedGrossMilli: Number(gross) }
  }
}
