import type { Statement } from '../read/statement.ts'

/** What a process agenda says to the database. */
export interface AgendaStatements {
  /** Tenant, manager, process, due, failure. */
  readonly put: Statement
  /** Tenant, manager, process. */
  readonly remove: Statement
  /** Tenant, manager, now, claimant, milliseconds, limit. */
  readonly claim: Statement
  /** Tenant, manager, process, claimant. */
  readonly release: Statement
  /** Tenant, manager, limit. */
  readonly parked: Statement
}

/** The statements over one schema's table. A claim waits for nobody: rows that others have locked are left to them. */
export function agendaStatements(schema: string, statement: (text: string) => Statement): AgendaStatements {
  const table = `${schema}.process_agenda`
  const one = 'tenant_id = $1 and process_manager = $2 and process_id = $3'
  return {
    put: statement(
      `insert into ${table} (tenant_id, process_manager, process_id, due_at, failure) values ($1, $2, $3, $4, $5)
      on conflict (tenant_id, process_manager, process_id)
      do update set due_at = excluded.due_at, failure = excluded.failure`,
    ),
    remove: statement(`delete from ${table} where ${one}`),
    claim: statement(
      `with due as (
        select ctid as place, due_at from ${table}
        where tenant_id = $1 and process_manager = $2 and due_at <= $3::timestamptz
          and (claimed_until is null or claimed_until <= clock_timestamp())
        order by due_at limit $6 for update skip locked
      ), taken as (
        update ${table} row set claimant = $4, claimed_until = clock_timestamp() + $5 * interval '1 millisecond' from due where row.ctid = due.place returning process_id, due.due_at
      )
      select process_id from taken order by due_at`,
    ),
    release: statement(`update ${table} set claimed_until = null where ${one} and claimant = $4`),
    parked: statement(
      `select process_id, failure from ${table}
      where tenant_id = $1 and process_manager = $2 and failure is not null order by process_id limit $3`,
    ),
  }
}
