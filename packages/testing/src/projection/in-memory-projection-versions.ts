import {
  ConfigurationError,
  SupersededError,
  type BeginVersionOptions,
  type BegunVersion,
  type ProjectionId,
  type ProjectionVersion,
  type ProjectionVersionRecord,
  type ProjectionVersions,
  type ProjectionVersionStore,
  type TransactionHandle,
} from '@uno-ts/types'
import { nameOf, type ProjectionRows, type StateRow } from './projection-rows.ts'

/** The versions of a storage in memory. It has no tables: it keeps their names. */
export class InMemoryProjectionVersions implements ProjectionVersionStore {
  readonly #rows: ProjectionRows

  constructor(rows: ProjectionRows) {
    this.#rows = rows
  }

  async begin(
    projection: ProjectionVersion,
    { slices, tables = [], transaction }: BeginVersionOptions,
  ): Promise<BegunVersion> {
    return await this.#rows.turn(transaction, () => {
      const known = this.#known(projection)
      if (known !== undefined) return begunBefore(known, slices)
      const { projectionId, version } = projection
      const { activeVersion } = this.#state(projectionId)
      if (activeVersion !== undefined && activeVersion > version) {
        throw new SupersededError(
          `projection "${projectionId}" is at version ${activeVersion}, found ${version}`,
        )
      }
      const state = activeVersion !== undefined && tables.length > 0 ? 'building' : 'active'
      const begunAt = this.#now()
      const names = tables.map(({ name }) => name)
      const times = { begunAt, activatedAt: undefined, retiredAt: undefined, droppedAt: undefined }
      this.#put({ projectionId, version, state: 'building', slices, tables: names, ...times }, transaction)
      if (state === 'active') this.#activate(projection, transaction)
      return { isNew: true, state }
    })
  }

  async find(
    projectionIds: readonly ProjectionId[],
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<readonly ProjectionVersions[]> {
    return await this.#rows.turn(transaction, () =>
      projectionIds.map((id) => ({ ...this.#state(id), versions: this.#versionsOf(id) })),
    )
  }

  async lock(
    projectionId: ProjectionId,
    { transaction }: Parameters<ProjectionVersionStore['lock']>[1],
  ): Promise<number | undefined> {
    return await this.#rows.turn(transaction, () => this.#state(projectionId).activeVersion)
  }

  async activate(
    projection: ProjectionVersion,
    { transaction }: Parameters<ProjectionVersionStore['activate']>[1],
  ): Promise<void> {
    await this.#rows.turn(transaction, () => this.#activate(projection, transaction))
  }

  async cancel(
    projection: ProjectionVersion,
    { transaction }: Parameters<ProjectionVersionStore['cancel']>[1],
  ): Promise<boolean> {
    return await this.#rows.turn(transaction, () => {
      const known = this.#known(projection)
      if (known?.state !== 'building') return false
      const now = this.#now()
      this.#put({ ...known, state: 'cancelled', retiredAt: now, droppedAt: now }, transaction)
      this.#forgetWork(projection, transaction)
      return true
    })
  }

  async forget(projection: ProjectionVersion): Promise<void> {
    await this.#rows.turn(undefined, () => {
      if (this.#known(projection)?.state === 'cancelled')
        this.#rows.versions.delete(nameOfVersion(projection))
    })
  }

  async dropRetired(
    projectionIds: readonly ProjectionId[],
    { graceMs }: { readonly graceMs: number },
  ): Promise<readonly ProjectionVersion[]> {
    return await this.#rows.turn(undefined, () => {
      const before = this.#rows.clock.now() - graceMs
      const expired = projectionIds
        .flatMap((id) => this.#versionsOf(id))
        .filter(({ state, droppedAt, tables }) => {
          return state === 'retired' && droppedAt === undefined && tables.length > 0
        })
        .filter(({ retiredAt }) => retiredAt !== undefined && retiredAt.getTime() < before)
      for (const row of expired) this.#put({ ...row, droppedAt: this.#now() })
      return expired.map(({ projectionId, version }) => ({ projectionId, version }))
    })
  }

  async steer(
    projectionId: ProjectionId,
    { isPaused, eventsPerSecond }: Parameters<ProjectionVersionStore['steer']>[1],
  ): Promise<void> {
    await this.#rows.turn(undefined, () => {
      const known = this.#state(projectionId)
      const rate = eventsPerSecond === undefined ? known.eventsPerSecond : (eventsPerSecond ?? undefined)
      const told = { ...known, isPaused: isPaused ?? known.isPaused, eventsPerSecond: rate }
      this.#rows.states.set(projectionId, told)
    })
  }

  #activate({ projectionId, version }: ProjectionVersion, transaction: TransactionHandle | undefined): void {
    const now = this.#now()
    for (const row of this.#versionsOf(projectionId)) {
      if (row.version === version) {
        this.#put({ ...row, state: 'active', activatedAt: now, retiredAt: undefined }, transaction)
      } else if (row.state === 'active' || (row.state === 'building' && row.version < version)) {
        this.#put({ ...row, state: 'retired', retiredAt: now }, transaction)
      }
    }
    const state = { ...this.#state(projectionId), activeVersion: version }
    this.#rows.states.set(projectionId, state, transaction)
  }

  #forgetWork({ projectionId, version }: ProjectionVersion, transaction: TransactionHandle): void {
    for (const { slice, tenant, ...row } of this.#rows.slices.values()) {
      if (row.projectionId !== projectionId || row.version !== version) continue
      this.#rows.slices.delete(nameOf(tenant, projectionId, version, slice), transaction)
    }
    for (const { letter, ...row } of this.#rows.letters.values()) {
      if (row.projectionId !== projectionId || row.version !== version) continue
      this.#rows.letters.delete(nameOf(projectionId, version, letter.eventId), transaction)
    }
  }

  #known(projection: ProjectionVersion): ProjectionVersionRecord | undefined {
    return this.#rows.versions.get(nameOfVersion(projection))
  }

  #versionsOf(projectionId: ProjectionId): ProjectionVersionRecord[] {
    return this.#rows.versions
      .values()
      .filter((row) => row.projectionId === projectionId)
      .toSorted((one, other) => one.version - other.version)
  }

  #state(projectionId: ProjectionId): StateRow {
    const unknown = { projectionId, activeVersion: undefined, isPaused: false, eventsPerSecond: undefined }
    return this.#rows.states.get(projectionId) ?? unknown
  }

  #put(row: ProjectionVersionRecord, transaction?: TransactionHandle): void {
    this.#rows.versions.set(nameOfVersion(row), row, transaction)
  }

  #now(): Date {
    return new Date(this.#rows.clock.now())
  }
}

function begunBefore(known: ProjectionVersionRecord, slices: number): BegunVersion {
  const { projectionId, version, state } = known
  if (known.slices !== slices) {
    throw new ConfigurationError(
      `projection "${projectionId}" version ${version} has ${known.slices} slices, found ${slices}: raise its version to change them`,
      { path: `${projectionId}.slices` },
    )
  }
  if (state === 'active' || state === 'building') return { isNew: false, state }
  const what = state === 'retired' ? 'was replaced by a later one' : 'was given up'
  throw new SupersededError(`projection "${projectionId}" version ${version} ${what}`)
}

function nameOfVersion({ projectionId, version }: ProjectionVersion): string {
  return nameOf(projectionId, version)
}
