import { randomUUID } from 'node:crypto'
import type { ProcessAgendaSubject } from '@uno-ts/testing/conformance'
import type { Pool } from 'pg'
import { PostgresProcessAgenda } from '../src/index.ts'
import { beginTransaction } from './begin-transaction.ts'

/** A process agenda for a case of the conformance suite. */
export async function processAgendaSubject(pool: Pool): Promise<ProcessAgendaSubject> {
  return {
    agenda: new PostgresProcessAgenda({ pool, tenant: randomUUID() }),
    other: new PostgresProcessAgenda({ pool, tenant: randomUUID() }),
    begin: () => beginTransaction(pool),
    async age(ms) {
      const older = `update uno.process_agenda set claimed_until = claimed_until - $1 * interval '1 millisecond'`
      await pool.query(older, [ms])
    },
    dispose: () => undefined,
  }
}
