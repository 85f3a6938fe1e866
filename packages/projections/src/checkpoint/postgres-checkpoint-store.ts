import {
  defaultTenant,
  InvalidArgumentError,
  LeaseLostError,
  origin,
  type Checkpoint,
  type CheckpointKey,
  type CheckpointStore,
  type GlobalPosition,
  type SliceMove,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { translated } from '../failure/translated.ts'
import { beginCheckpoint } from './begin-checkpoint.ts'
import type { CheckpointColumns, CheckpointSql } from './checkpoint-table.ts'
import { loadCheckpoint } from './load-checkpoint.ts'
import { moveCheckpoint } from './move-checkpoint.ts'
import { moveSlices } from './move-slices.ts'
import { resetCheckpoint } from './reset-checkpoint.ts'

/** What a {@link PostgresCheckpointStore} is made of. */
export interface PostgresCheckpointStoreOptions {
  /** Where statements run that belong to no transaction. `any`: the store knows its own table only. */
  readonly db: Kysely<any>
  /** The schema of the table. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose checkpoints they are when the key does not say. Default `default`. */
  readonly tenant?: TenantId | undefined
  /**
   * How long a transaction that has moved slices may lie idle before the server ends it, in milliseconds: a process that is
   * stopped in the middle of a batch would keep its slices from others. Default 6,000.
   */
  readonly idleTimeoutMs?: number | undefined
}

/**
 * Keeps checkpoints in PostgreSQL, beside the rows they speak of; one statement a call. Of two writers at once the
 * second waits for the first to commit, and is then refused.
 */
export class PostgresCheckpointStore implements CheckpointStore {
  readonly #db: CheckpointSql
  readonly #schema: string
  readonly #tenant: TenantId
  readonly #idleTimeoutMs: number

  constructor({
    db,
    schema = 'uno',
    tenant = defaultTenant,
    idleTimeoutMs = 6_000,
  }: PostgresCheckpointStoreOptions) {
    this.#db = db
    this.#idleTimeoutMs = idleTimeoutMs
    this.#schema = schema
    this.#tenant = tenant
  }

  /** @throws DatabaseError when the database could not be reached */
  async load(key: CheckpointKey): Promise<Checkpoint | undefined> {
    return await translated(loadCheckpoint(this.#sql(), this.#columns(key)))
  }

  /**
   * Moves the checkpoint. Called first in a transaction it also keeps a second runner out until the commit.
   *
   * @throws LeaseLostError when the checkpoint is not at `from`, or a later epoch has written: roll back
   * @throws InvalidArgumentError when it would move backward
   * @throws DatabaseError when the database could not be reached; without a transaction the outcome is unknown
   */
  async save(
    key: CheckpointKey,
    position: GlobalPosition,
    options: Parameters<CheckpointStore['save']>[2],
  ): Promise<void> {
    const { from, epoch = 0n, transaction } = options
    mustMoveForward(from, position)
    const change = from === origin ? beginCheckpoint : moveCheckpoint
    const moved = await translated(
      change(this.#sql(transaction), this.#columns(key), { from, to: position, epoch }),
    )
    if (moved) return
    throw new LeaseLostError(
      `the checkpoint of "${key.projectionId}" version ${key.version} is not at ${from}, or an epoch after ${epoch} has written`,
    )
  }

  /**
   * Moves checkpoints of several slices in one statement.
   *
   * @throws LeaseLostError when one is not where it should be or has another epoch: roll back. Without a transaction the
   * others have moved
   * @throws InvalidArgumentError when one would move backward
   * @throws DatabaseError when the database could not be reached; without a transaction the outcome is unknown
   */
  async saveSlices(
    key: CheckpointKey,
    moves: readonly SliceMove[],
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    for (const { from, to } of moves) mustMoveForward(from, to)
    const moved = await translated(
      moveSlices(this.#sql(transaction), this.#schema, this.#columns(key), moves, this.#idleTimeoutMs),
    )
    if (moved === moves.length) return
    throw new LeaseLostError(
      `${moves.length - moved} of ${moves.length} slices of "${key.projectionId}" version ${key.version} have moved or belong to another runner`,
    )
  }

  /** Sets the checkpoint back to the origin. @throws DatabaseError when the database could not be reached */
  async reset(
    key: CheckpointKey,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    await translated(resetCheckpoint(this.#sql(transaction), this.#columns(key)))
  }

  #sql(transaction?: TransactionHandle): CheckpointSql {
    const db = (transaction?.sql as CheckpointSql | undefined) ?? this.#db // a handle's `sql` is Kysely's
    return db.withSchema(this.#schema)
  }

  #columns({ projectionId, version, slice = 0, tenant = this.#tenant }: CheckpointKey): CheckpointColumns {
    return { tenant_id: tenant, projection_id: projectionId, version, slice }
  }
}

function mustMoveForward(from: GlobalPosition, to: GlobalPosition): void {
  if (to < from) throw new InvalidArgumentError(`a checkpoint moves forward, found ${to} after ${from}`)
}
