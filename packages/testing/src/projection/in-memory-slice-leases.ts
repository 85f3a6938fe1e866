import {
  origin,
  type HeldSlice,
  type HeldSummary,
  type Membership,
  type ProjectionMember,
  type ProjectionVersion,
  type ReclaimOptions,
  type SliceLeaseStore,
  type SliceStatus,
  type TransactionHandle,
  type WantedSlices,
} from '@uno-ts/types'
import { nameOf, type ProjectionRows, type SliceRow } from './projection-rows.ts'

/** The leases of a storage in memory, by its clock. */
export class InMemorySliceLeases implements SliceLeaseStore {
  readonly #rows: ProjectionRows

  constructor(rows: ProjectionRows) {
    this.#rows = rows
  }

  async renew(member: ProjectionMember, { ttlMs }: { readonly ttlMs: number }): Promise<Membership> {
    return await this.#rows.turn(undefined, () => {
      const until = this.#rows.clock.now() + ttlMs
      this.#rows.members.set(member.memberId, { ...member, until })
      const others = this.#rows.members
        .values()
        .filter(({ memberId }) => memberId !== member.memberId && this.#rows.isAlive(memberId))
        .map(({ memberId, runs }) => ({ memberId, runs }))
      return { members: [member, ...others], held: this.#heldBy(member.memberId) }
    })
  }

  async claim(memberId: string, wanted: readonly WantedSlices[]): Promise<readonly HeldSlice[]> {
    return await this.#rows.turn(undefined, () =>
      wanted
        .filter((projection) => !this.#rows.isOver(projection))
        .flatMap(({ projectionId, version, slices }) =>
          slices.flatMap((slice) => this.#take(memberId, { projectionId, version, slice })),
        ),
    )
  }

  async release(memberId: string, slices: readonly WantedSlices[]): Promise<void> {
    await this.#rows.turn(undefined, () => {
      for (const { slices: numbers, ...projection } of slices) {
        for (const row of this.#slicesOf(projection)) {
          if (row.owner === memberId && numbers.includes(row.slice)) this.#put({ ...row, owner: undefined })
        }
      }
    })
  }

  async leave(memberId: string): Promise<void> {
    await this.#rows.turn(undefined, () => {
      this.#rows.members.delete(memberId)
      for (const row of this.#rows.slices.values()) {
        if (row.owner === memberId) this.#put({ ...row, owner: undefined })
      }
    })
  }

  async reclaim(
    projection: ProjectionVersion,
    { slices, position, transaction }: ReclaimOptions = {},
  ): Promise<void> {
    await this.#rows.turn(transaction, () => {
      for (const row of this.#slicesOf(projection)) {
        if (slices !== undefined && !slices.includes(row.slice)) continue
        const updatedAt = this.#rows.clock.now()
        const freed = {
          owner: undefined,
          epoch: row.epoch + 1n,
          position: position ?? row.position,
          updatedAt,
        }
        this.#put({ ...row, ...freed }, transaction)
      }
    })
  }

  async status(
    projection: ProjectionVersion,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<readonly SliceStatus[]> {
    return await this.#rows.turn(transaction, () =>
      this.#slicesOf(projection).map(
        ({ projectionId, version, slice, epoch, position, owner, updatedAt }) => {
          const holder = this.#rows.isAlive(owner) ? owner : undefined
          return { projectionId, version, slice, epoch, position, holder, updatedAt: new Date(updatedAt) }
        },
      ),
    )
  }

  #take(
    memberId: string,
    { projectionId, version, slice }: Omit<HeldSlice, 'epoch' | 'position'>,
  ): HeldSlice[] {
    const { tenant, clock } = this.#rows
    const known = this.#rows.slices.get(nameOf(tenant, projectionId, version, slice))
    const isFree = known?.owner === undefined || known.owner === memberId || !this.#rows.isAlive(known.owner)
    if (!isFree) return []
    const { position = origin, epoch = 0n, updatedAt = clock.now() } = known ?? {}
    const held = { projectionId, version, slice, epoch: epoch + 1n, position }
    this.#put({ ...held, tenant, owner: memberId, updatedAt })
    return [held]
  }

  #heldBy(memberId: string): readonly HeldSummary[] {
    const its = this.#rows.slices.values().filter(({ owner }) => owner === memberId)
    const byProjection = Map.groupBy(its, ({ projectionId, version }) => nameOf(projectionId, version))
    return [...byProjection.values()].flatMap((rows) => {
      const [first] = rows
      if (first === undefined) return []
      const { projectionId, version } = first
      const epochs = rows.reduce((sum, { epoch }) => sum + epoch, 0n)
      return [{ projectionId, version, slices: rows.length, epochs }]
    })
  }

  #slicesOf({ projectionId, version }: ProjectionVersion): SliceRow[] {
    return this.#rows.slices
      .values()
      .filter((row) => row.projectionId === projectionId && row.version === version)
      .filter(({ tenant }) => tenant === this.#rows.tenant)
      .toSorted((one, other) => one.slice - other.slice)
  }

  #put(row: SliceRow, transaction?: TransactionHandle): void {
    this.#rows.slices.set(nameOf(row.tenant, row.projectionId, row.version, row.slice), row, transaction)
  }
}
