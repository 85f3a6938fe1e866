import { defineQuery } from '@uno-ts/cqrs-core'
import { defaultTenant, type QueryHandler } from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import type { ActiveTables } from '../database/active-tables.ts'
import { reservationFigures } from './reservation-figures.ts'

export const getReservations = defineQuery({
  type: 'GetReservations',
  summary: 'What the reservation of stock let through and what it refused.',
  data: z.strictObject({}),
  result: z.object({ accepted: z.int(), rejected: z.int(), acceptedGrossMilli: z.int() }),
})

export function getReservationsHandler({
  db,
  activeTables,
}: {
  readonly db: Kysely<unknown>
  readonly activeTables: ActiveTables
}): QueryHandler<typeof getReservations> {
  return async () => {
    const figures = await activeTables.nameOf(reservationFigures, 'uno.reservation_figures')
    const { rows } = await sql<{ accepted: string; rejected: string; gross: string }>`
      select accepted, rejected, accepted_gross_milli as gross from ${sql.table(figures)}
      where tenant_id = ${defaultTenant}`.execute(db)
    const [row] = rows
    return {
      accepted: Number(row?.accepted ?? 0),
      rejected: Number(row?.rejected ?? 0),
      acceptedGrossMilli: Number(row?.gross ?? 0),
    }
  }
}
