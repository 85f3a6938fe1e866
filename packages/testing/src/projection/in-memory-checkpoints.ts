import {
  InvalidArgumentError,
  LeaseLostError,
  origin,
  type Checkpoint,
  type CheckpointKey,
  type CheckpointStore,
  type GlobalPosition,
  type SliceMove,
  type TransactionHandle,
} from '@uno-ts/types'
import { nameOf, type ProjectionRows, type SliceRow } from './projection-rows.ts'

type Within = { readonly transaction?: TransactionHandle | undefined }

/** The checkpoints of a storage in memory. */
export class InMemoryCheckpoints implements CheckpointStore {
  readonly #rows: ProjectionRows

  constructor(rows: ProjectionRows) {
    this.#rows = rows
  }

  async load(key: CheckpointKey): Promise<Checkpoint | undefined> {
    return await this.#rows.turn(undefined, () => {
      const row = this.#rows.slices.get(this.#name(key))
      return row && { position: row.position, updatedAt: new Date(row.updatedAt) }
    })
  }

  async save(
    key: CheckpointKey,
    position: GlobalPosition,
    options: Parameters<CheckpointStore['save']>[2],
  ): Promise<void> {
    const { from, epoch = 0n, transaction } = options
    mustMoveForward(from, position)
    await this.#rows.turn(transaction, () => {
      const row = this.#rows.slices.get(this.#name(key)) ?? { position: origin, epoch }
      if (row.position !== from || row.epoch > epoch) throw leaseLost(key, key.slice ?? 0)
      this.#put(key, { position, epoch }, transaction)
    })
  }

  async saveSlices(
    key: CheckpointKey,
    moves: readonly SliceMove[],
    { transaction }: Within = {},
  ): Promise<void> {
    for (const { from, to } of moves) mustMoveForward(from, to)
    await this.#rows.turn(transaction, () => {
      for (const { slice, from, epoch } of moves) {
        const row = this.#rows.slices.get(this.#name({ ...key, slice }))
        if (row?.position !== from || row.epoch !== epoch || this.#rows.isOver(key))
          throw leaseLost(key, slice)
      }
      for (const { slice, to, epoch } of moves) {
        this.#put({ ...key, slice }, { position: to, epoch }, transaction)
      }
    })
  }

  async reset(key: CheckpointKey, { transaction }: Within = {}): Promise<void> {
    await this.#rows.turn(transaction, () => {
      const epoch = this.#rows.slices.get(this.#name(key))?.epoch ?? 0n
      this.#put(key, { position: origin, epoch }, transaction)
    })
  }

  #put(
    key: CheckpointKey,
    change: Pick<SliceRow, 'position' | 'epoch'>,
    transaction: TransactionHandle | undefined,
  ): void {
    const { projectionId, version, slice = 0, tenant = this.#rows.tenant } = key
    const owner = this.#rows.slices.get(this.#name(key))?.owner
    const updatedAt = this.#rows.clock.now()
    const row = { projectionId, version, slice, tenant, owner, updatedAt, ...change }
    this.#rows.slices.set(this.#name(key), row, transaction)
  }

  #name({ projectionId, version, slice = 0, tenant = this.#rows.tenant }: CheckpointKey): string {
    return nameOf(tenant, projectionId, version, slice)
  }
}

function mustMoveForward(from: GlobalPosition, to: GlobalPosition): void {
  if (to < from) throw new InvalidArgumentError(`a checkpoint moves forward, found ${to} after ${from}`)
}

function leaseLost({ projectionId, version }: CheckpointKey, slice: number): LeaseLostError {
  return new LeaseLostError(
    `slice ${slice} of "${projectionId}" version ${version} has moved or belongs to another runner`,
  )
}
