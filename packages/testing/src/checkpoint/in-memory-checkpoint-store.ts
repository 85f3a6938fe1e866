import {
  defaultTenant,
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
import { InMemoryCheckpoints } from '../projection/in-memory-checkpoints.ts'
import { ProjectionRows } from '../projection/projection-rows.ts'

/** How an {@link InMemoryCheckpointStore} is made. */
export interface InMemoryCheckpointStoreOptions {
  /** Whose checkpoints they are when the key does not say. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Gives `updatedAt`. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * Keeps checkpoints in memory, guarded as in a database: a writer that is not where it thinks, or whose lease another
 * has taken, is refused. Moves with an `InMemoryTransaction` are taken back when that rolls back.
 */
export class InMemoryCheckpointStore implements CheckpointStore {
  readonly #inner: InMemoryCheckpoints

  constructor({ tenant = defaultTenant, clock = systemClock }: InMemoryCheckpointStoreOptions = {}) {
    this.#inner = new InMemoryCheckpoints(new ProjectionRows({ tenant, clock }))
  }

  /** {@inheritDoc CheckpointStore.load} */
  load(key: CheckpointKey): Promise<Checkpoint | undefined> {
    return this.#inner.load(key)
  }

  /** {@inheritDoc CheckpointStore.save} */
  save(
    key: CheckpointKey,
    position: GlobalPosition,
    options: Parameters<CheckpointStore['save']>[2],
  ): Promise<void> {
    return this.#inner.save(key, position, options)
  }

  /** {@inheritDoc CheckpointStore.saveSlices} */
  saveSlices(
    key: CheckpointKey,
    moves: readonly SliceMove[],
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<void> {
    return this.#inner.saveSlices(key, moves, options)
  }

  /** {@inheritDoc CheckpointStore.reset} */
  reset(
    key: CheckpointKey,
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<void> {
    return this.#inner.reset(key, options)
  }
}
