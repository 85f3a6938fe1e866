import type {
  Clock,
  GlobalPosition,
  ProjectionId,
  ProjectionMember,
  ProjectionVersion,
  ProjectionVersionRecord,
  StoredDeadLetter,
  TenantId,
  TransactionHandle,
} from '@uno-ts/types'
import { UndoableMap } from './undoable-map.ts'

/** A slice: its checkpoint, and who holds it. */
export interface SliceRow extends ProjectionVersion {
  readonly tenant: TenantId
  readonly slice: number
  readonly position: GlobalPosition
  readonly epoch: bigint
  readonly owner: string | undefined
  readonly updatedAt: number
}

/** A member, and until when it lives. */
export interface MemberRow extends ProjectionMember {
  readonly until: number
}

/** A parked event. */
export interface DeadLetterRow extends ProjectionVersion {
  readonly letter: StoredDeadLetter
  /** In which order it was parked. */
  readonly order: number
}

/** What a projection's processes are told. */
export interface StateRow {
  readonly projectionId: ProjectionId
  readonly activeVersion: number | undefined
  readonly isPaused: boolean
  readonly eventsPerSecond: number | undefined
}

/** What a storage in memory holds, as a database with one connection: whoever has a transaction, has it alone. */
export class ProjectionRows {
  readonly slices: UndoableMap<SliceRow> = new UndoableMap()
  readonly members: UndoableMap<MemberRow> = new UndoableMap()
  readonly letters: UndoableMap<DeadLetterRow> = new UndoableMap()
  readonly versions: UndoableMap<ProjectionVersionRecord> = new UndoableMap()
  readonly states: UndoableMap<StateRow> = new UndoableMap()
  readonly tenant: TenantId
  readonly clock: Clock
  #last: Promise<unknown> = Promise.resolve()

  constructor({ tenant, clock }: { readonly tenant: TenantId; readonly clock: Clock }) {
    this.tenant = tenant
    this.clock = clock
  }

  /** Works on the rows: within a transaction at once, otherwise when nobody has one. */
  async turn<Result>(
    transaction: TransactionHandle | undefined,
    work: () => Result | Promise<Result>,
  ): Promise<Result> {
    if (transaction !== undefined) return await work()
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    await before
    try {
      return await work()
    } finally {
      resolve()
    }
  }

  /** Whether a version was replaced or given up. */
  isOver({ projectionId, version }: ProjectionVersion): boolean {
    const state = this.versions.get(nameOf(projectionId, version))?.state
    return state === 'retired' || state === 'cancelled'
  }

  /** Whether a member lives. */
  isAlive(memberId: string | undefined): boolean {
    const member = memberId === undefined ? undefined : this.members.get(memberId)
    return member !== undefined && member.until > this.clock.now()
  }
}

/** The name of a row. */
export function nameOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts)
}
