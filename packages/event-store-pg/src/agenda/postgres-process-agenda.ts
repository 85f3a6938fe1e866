import {
  defaultTenant,
  type ClaimProcessesOptions,
  type ParkedProcess,
  type ProcessAgenda,
  type ProcessAgendaEntry,
  type ProcessFailure,
  type SqlConnection,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import { translateError } from '../error/translate-error.ts'
import { statementFactory, type Statement } from '../read/statement.ts'
import { quotedSchema } from '../schema/quoted-schema.ts'
import { agendaStatements, type AgendaStatements } from './agenda-statements.ts'

/** What a {@link PostgresProcessAgenda} is made of. */
export interface PostgresProcessAgendaOptions {
  /** The pool of the event store. It stays open. */
  readonly pool: Pool
  /** The schema of the event store. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose processes they are. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Whether statements are prepared once per connection. Switch it off behind a pooler. Default true. */
  readonly prepare?: boolean | undefined
}

/**
 * Keeps in PostgreSQL which processes have something to do, and when: beside the events, so that both commit together. What is
 * due is found by an index, however many processes wait; those that wait for events only have no row. One statement a call.
 *
 * @example
 * ```ts
 * import { PostgresProcessAgenda } from '@uno-ts/event-store-pg'
 * import { Pool } from 'pg'
 *
 * const agenda = new PostgresProcessAgenda({ pool: new Pool() })
 * const parked = await agenda.parked('fulfilment')
 * ```
 */
export class PostgresProcessAgenda implements ProcessAgenda {
  readonly #pool: Pool
  readonly #tenant: TenantId
  readonly #statements: AgendaStatements

  constructor({
    pool,
    schema = 'uno',
    tenant = defaultTenant,
    prepare = true,
  }: PostgresProcessAgendaOptions) {
    this.#pool = pool
    this.#tenant = tenant
    this.#statements = agendaStatements(quotedSchema(schema), statementFactory(prepare))
  }

  /** @throws DatabaseError when the database could not be reached; without a transaction the outcome is unknown */
  async put(
    { processManager, processId, dueAt, failure }: ProcessAgendaEntry,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    const connection = transaction?.connection ?? this.#pool
    const process = [processManager, processId]
    if (dueAt === undefined && failure === undefined) {
      await this.#query(this.#statements.remove, process, connection)
    } else {
      const facts = failure === undefined ? null : JSON.stringify(failure)
      await this.#query(this.#statements.put, [...process, dueAt?.toISOString() ?? null, facts], connection)
    }
  }

  /** @throws DatabaseError when the database could not be reached: what was claimed is free again after `forMs` */
  async claim(
    processManager: string,
    { now, claimant, forMs, limit }: ClaimProcessesOptions,
  ): Promise<readonly string[]> {
    const values = [processManager, now.toISOString(), claimant, forMs, limit]
    const rows = await this.#query<{ readonly process_id: string }>(this.#statements.claim, values)
    return rows.map(({ process_id }) => process_id)
  }

  /** @throws DatabaseError when the database could not be reached */
  async release(processManager: string, processId: string, claimant: string): Promise<void> {
    await this.#query(this.#statements.release, [processManager, processId, claimant])
  }

  /** @throws DatabaseError when the database could not be reached */
  async parked(
    processManager: string,
    { limit = 1_000 }: { readonly limit?: number | undefined } = {},
  ): Promise<readonly ParkedProcess[]> {
    const rows = await this.#query<ParkedRow>(this.#statements.parked, [processManager, limit])
    return rows.map(({ process_id, failure }) => ({ processId: process_id, failure }))
  }

  async #query<Row>(
    statement: Statement,
    values: readonly unknown[],
    connection: SqlConnection = this.#pool,
  ): Promise<readonly Row[]> {
    try {
      return (await connection.query<Row>({ ...statement, values: [this.#tenant, ...values] })).rows
    } catch (error) {
      throw translateError(error)
    }
  }
}

interface ParkedRow {
  readonly process_id: string
  readonly failure: ProcessFailure
}
