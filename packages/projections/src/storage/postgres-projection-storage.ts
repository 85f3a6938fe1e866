import type { ProjectionStorage, TenantId, TransactionHandle } from '@uno-ts/types'
import type { Kysely, Transaction } from 'kysely'
import { PostgresChangeLog } from '../change/postgres-change-log.ts'
import { PostgresCheckpointStore } from '../checkpoint/postgres-checkpoint-store.ts'
import { PostgresDeadLetterStore } from '../dead-letter/postgres-dead-letter-store.ts'
import { PostgresSliceLeaseStore } from '../lease/postgres-slice-lease-store.ts'
import { PostgresProjectionVersionStore } from '../version/postgres-projection-version-store.ts'
import { transactionHandle } from './transaction-handle.ts'

/** What a {@link PostgresProjectionStorage} is made of. */
export interface PostgresProjectionStorageOptions {
  /** Where rows and checkpoints are written. It stays open. `any`: each projection knows tables of its own. */
  readonly db: Kysely<any>
  /** The schema of this package's tables. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose projections they are. Default `default`. */
  readonly tenant?: TenantId | undefined
  /**
   * How long the transaction of a batch may lie idle before the server ends it, in milliseconds: a process that is stopped
   * in the middle of a batch would keep its slices from others. Default 6,000.
   */
  readonly idleTimeoutMs?: number | undefined
}

/** Keeps checkpoints, leases and versions in the database of the rows, so that all of a batch commits together. */
export class PostgresProjectionStorage implements ProjectionStorage<Transaction<any>> {
  readonly checkpoints: PostgresCheckpointStore
  readonly leases: PostgresSliceLeaseStore
  readonly versions: PostgresProjectionVersionStore
  readonly deadLetters: PostgresDeadLetterStore
  readonly changes: PostgresChangeLog
  readonly #db: Kysely<any>

  constructor(options: PostgresProjectionStorageOptions) {
    this.#db = options.db
    this.checkpoints = new PostgresCheckpointStore(options)
    this.leases = new PostgresSliceLeaseStore(options)
    this.deadLetters = new PostgresDeadLetterStore(options)
    this.changes = new PostgresChangeLog(options)
    this.versions = new PostgresProjectionVersionStore(options)
  }

  /** {@inheritDoc ProjectionStorage.transaction} */
  async transaction<Result>(
    work: (transaction: TransactionHandle<Transaction<any>>) => Promise<Result>,
  ): Promise<Result> {
    return await this.#db.transaction().execute((tx) => work(transactionHandle(tx)))
  }

  /**
   * A savepoint: takes back what `work` wrote when it rejects, and lets the transaction go on. Work that swallowed an error
   * of the database rejects too.
   */
  async attempt<Result>(
    { connection }: TransactionHandle<Transaction<any>>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    await connection.query({ text: 'savepoint attempt' })
    try {
      const result = await work()
      await connection.query({ text: 'release savepoint attempt' })
      return result
    } catch (error) {
      await connection.query({ text: 'rollback to savepoint attempt' })
      await connection.query({ text: 'release savepoint attempt' })
      throw error
    }
  }
}
