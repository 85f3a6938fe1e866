import { silentLogger, type Logger, type UnitOfWorkFactory, type UnitOfWorkOptions } from '@uno-ts/types'
import type { Pool } from 'pg'
import type { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresUnitOfWork } from './postgres-unit-of-work.ts'

/** What {@link PostgresUnitOfWorkFactory} is made of. */
export interface PostgresUnitOfWorkFactoryOptions {
  /** The store that commits what is appended. */
  readonly eventStore: PostgresEventStore
  /** The pool of the event store; own SQL runs on a connection of it. It stays open. */
  readonly pool: Pool
  /** How long the steps from the first lock to the commit may take, in milliseconds. Default 5,000. */
  readonly appendTimeoutMs?: number | undefined
  /** Says which hook after a commit failed. Default: nothing. */
  readonly logger?: Logger | undefined
}

/**
 * Begins units of work on PostgreSQL: for the `transaction` middleware of a command bus, or by hand.
 *
 * @example
 * ```ts
 * import { PostgresUnitOfWorkFactory, type PostgresEventStore } from '@uno-ts/event-store-pg'
 * import { streamId } from '@uno-ts/types'
 * import type { Pool } from 'pg'
 *
 * export async function place(eventStore: PostgresEventStore, pool: Pool): Promise<void> {
 *   await using unit = new PostgresUnitOfWorkFactory({ eventStore, pool }).begin()
 *   const { connection } = await unit.transaction()
 *   await connection.query({ text: 'insert into letters (subject) values ($1)', values: ['your order'] })
 *   unit.append(streamId('order', '8'), [{ type: 'OrderPlaced', data: {} }], { expectedVersion: 'no-stream' })
 *   await unit.commit() // the row and the event, or neither
 * }
 * ```
 */
export class PostgresUnitOfWorkFactory implements UnitOfWorkFactory {
  readonly #options: PostgresUnitOfWorkFactoryOptions

  constructor(options: PostgresUnitOfWorkFactoryOptions) {
    this.#options = options
  }

  /** Begins one; no connection is taken before own SQL asks for it. */
  begin(options: UnitOfWorkOptions = {}): PostgresUnitOfWork {
    const { eventStore, pool, appendTimeoutMs = 5_000, logger = silentLogger } = this.#options
    const { metadata, tenant } = options
    return new PostgresUnitOfWork({ eventStore, pool, appendTimeoutMs, logger, metadata, tenant })
  }
}
