import {
  defaultTenant,
  InvalidArgumentError,
  LeaseLostError,
  origin,
  systemClock,
  type Checkpoint,
  type CheckpointKey,
  type CheckpointStore,
  type Clock,
  type GlobalPosition,
  type SliceMove,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'

/** How an {@link InMemoryCheckpointStore} is made. */
export interface InMemoryCheckpointStoreOptions {
  /** Whose checkpoints they are when the key does not say. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Gives `updatedAt`. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * Keeps checkpoints in memory, guarded as in a database: a writer that is not where it thinks, or whose lease another
 * has taken, is refused. Moves with an {@link InMemoryTransaction} are taken back when that rolls back.
 */
export class InMemoryCheckpointStore implements CheckpointStore {
  readonly #tenant: TenantId
  readonly #clock: Clock
  readonly #checkpoints = new Map<string, KeptCheckpoint>()

  constructor({ tenant = defaultTenant, clock = systemClock }: InMemoryCheckpointStoreOptions = {}) {
    this.#tenant = tenant
    this.#clock = clock
  }

  /** {@inheritDoc CheckpointStore.load} */
  async load(key: CheckpointKey): Promise<Checkpoint | undefined> {
    const kept = this.#checkpoints.get(this.#name(key))
    return kept && { position: kept.position, updatedAt: new Date(kept.updatedAt) }
  }

  /** {@inheritDoc CheckpointStore.save} */
  async save(
    key: CheckpointKey,
    position: GlobalPosition,
    options: Parameters<CheckpointStore['save']>[2],
  ): Promise<void> {
    const { from, epoch = 0n, transaction } = options
    if (position < from) {
      throw new InvalidArgumentError(`a checkpoint moves forward, found ${position} after ${from}`)
    }
    const kept = this.#checkpoints.get(this.#name(key)) ?? { position: origin, epoch }
    if (kept.position !== from || kept.epoch > epoch) {
      throw new LeaseLostError(
        `the checkpoint of "${key.projectionId}" version ${key.version} is at ${kept.position} of epoch ${kept.epoch}, ` +
          `expected ${from} of epoch ${epoch}`,
      )
    }
    this.#put(key, { position, epoch, updatedAt: this.#clock.now() }, transaction)
  }

  /** {@inheritDoc CheckpointStore.saveSlices} */
  async saveSlices(
    key: CheckpointKey,
    moves: readonly SliceMove[],
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    for (const { slice, from, to, epoch } of moves) {
      const kept = this.#checkpoints.get(this.#name({ ...key, slice }))
      if (to < from) throw new InvalidArgumentError(`a checkpoint moves forward, found ${to} after ${from}`)
      if (kept?.position === from && kept.epoch === epoch) continue
      throw new LeaseLostError(
        `slice ${slice} of "${key.projectionId}" version ${key.version} has moved or belongs to another runner`,
      )
    }
    for (const { slice, to, epoch } of moves) {
      this.#put({ ...key, slice }, { position: to, epoch, updatedAt: this.#clock.now() }, transaction)
    }
  }

  /** {@inheritDoc CheckpointStore.reset} */
  async reset(
    key: CheckpointKey,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    const epoch = this.#checkpoints.get(this.#name(key))?.epoch ?? 0n
    this.#put(key, { position: origin, epoch, updatedAt: this.#clock.now() }, transaction)
  }

  #put(key: CheckpointKey, checkpoint: KeptCheckpoint, transaction: TransactionHandle | undefined): void {
    const name = this.#name(key)
    const before = this.#checkpoints.get(name)
    if (transaction instanceof InMemoryTransaction) {
      transaction.onRollback(() => {
        if (before === undefined) this.#checkpoints.delete(name)
        else this.#checkpoints.set(name, before)
      })
    }
    this.#checkpoints.set(name, checkpoint)
  }

  #name({ projectionId, version, slice = 0, tenant = this.#tenant }: CheckpointKey): string {
    return JSON.stringify([tenant, projectionId, version, slice])
  }
}

interface KeptCheckpoint {
  readonly position: GlobalPosition
  /** The lease's, kept through a reset. */
  readonly epoch: bigint
  readonly updatedAt: number
}
