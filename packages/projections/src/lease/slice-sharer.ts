import type {
  HeldSlice,
  HeldSummary,
  Logger,
  Membership,
  ProjectionMember,
  SliceLeaseStore,
  WantedSlices,
} from '@uno-ts/types'
import { Backoff } from '../failure/backoff.ts'
import { assignedSlices } from '../slice/assigned-slices.ts'
import { Rounds } from '../waiting/rounds.ts'

/** A projection whose slices are shared. */
export interface SharedProjection {
  readonly projectionId: HeldSummary['projectionId']
  readonly version: number
  readonly slices: number
  readonly held: HeldSummary & { readonly numbers: readonly number[] }
  /** Takes slices that were handed to this process. */
  give(slices: readonly HeldSlice[]): void
  /** Lets slices go, and resolves once nothing is written for them any more. */
  take(slices: readonly number[]): Promise<void>
  /** Finds out which of its slices were lost. */
  confirm(): Promise<void>
}

/** What a {@link SliceSharer} is made of. */
export interface SliceSharerOptions {
  readonly leases: SliceLeaseStore
  readonly memberId: string
  /** How long this member counts as alive without a sign of life, in milliseconds. */
  readonly ttlMs: number
  readonly projections: readonly SharedProjection[]
  readonly logger: Logger
  /** Says that slices have become free for other processes. */
  readonly onRelease: () => void
  /** Called with every sign of life, for what else is done now and then. */
  readonly onBeat?: (() => void) | undefined
}

/** How often slices are asked for that somebody is just giving back, in milliseconds. */
const handOverMs = 250

/**
 * Shares the slices of all projections of a process with other processes. It gives a sign of life three times within its
 * lease, one statement for all projections, and looks who else is alive: what falls to it is claimed, what falls to others
 * is let go after the batch in hand.
 */
export class SliceSharer {
  readonly #options: SliceSharerOptions
  readonly #member: ProjectionMember
  readonly #rounds = new Rounds(() => this.#share())
  readonly #backoff = new Backoff()
  /** What was given to workers and has not been taken up yet, or is being let go. */
  readonly #moving = new Map<SharedProjection, Set<number>>()

  constructor(options: SliceSharerOptions) {
    this.#options = options
    const runs = options.projections.map(({ projectionId, version }) => ({ projectionId, version }))
    this.#member = { memberId: options.memberId, runs }
  }

  /** Begins; the first claim follows at once. */
  start(): void {
    this.#rounds.start()
  }

  /** Ends, and frees what is held; call it when nothing is written any more. */
  async stop(): Promise<void> {
    await this.#rounds.stop()
    try {
      await this.#options.leases.leave(this.#options.memberId)
      this.#options.onRelease()
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'leases were not given back; they end by themselves')
    }
  }

  /** Looks now who is alive and what is held. */
  wake(): void {
    this.#rounds.wake()
  }

  /** One look. Answers how long the next one may wait, in milliseconds. */
  async #share(): Promise<number> {
    const { ttlMs, logger } = this.#options
    try {
      const membership = await this.#options.leases.renew(this.#member, { ttlMs })
      const waiting = await this.#follow(membership)
      this.#options.onBeat?.()
      this.#backoff.reset()
      const beat = (ttlMs / 3) * (0.8 + Math.random() * 0.4)
      return waiting ? Math.min(handOverMs, beat) : beat
    } catch (error) {
      if (this.#backoff.failures === 0)
        logger.warn({ err: error }, 'leases could not be renewed; trying again')
      return Math.min(this.#backoff.next(), ttlMs / 3)
    }
  }

  /** Brings what is held nearer to what should be. Tells whether something is still missing. */
  async #follow({ members, held }: Membership): Promise<boolean> {
    const { memberId, leases } = this.#options
    const wanted: { readonly projection: SharedProjection; readonly slices: readonly number[] }[] = []
    const strays: WantedSlices[] = []
    for (const projection of this.#options.projections) {
      const mine = new Set(assignedSlices(projection, memberId, members))
      const { numbers } = projection.held
      const moving = this.#moving.get(projection) ?? new Set()
      if (moving.size === 0 && differs(projection.held, held)) {
        void projection.confirm()
        strays.push(straysOf(projection, mine))
      }
      const excess = numbers.filter((slice) => !mine.has(slice) && !moving.has(slice))
      if (excess.length > 0) void this.#letGo(projection, excess)
      const missing = [...mine].filter((slice) => !numbers.includes(slice) && !moving.has(slice))
      if (missing.length > 0) wanted.push({ projection, slices: missing })
    }
    await this.#free(strays)
    if (wanted.length === 0) return false
    const claimed = await leases.claim(
      memberId,
      wanted.map(({ projection: { projectionId, version }, slices }) => ({ projectionId, version, slices })),
    )
    for (const { projection } of wanted) {
      const its = claimed.filter(
        ({ projectionId, version }) =>
          projectionId === projection.projectionId && version === projection.version,
      )
      if (its.length > 0) projection.give(its)
    }
    return claimed.length < wanted.reduce((sum, { slices }) => sum + slices.length, 0)
  }

  /** Frees slices that are in this member's name without its knowledge: the answer to a claim or a release was lost. */
  async #free(strays: readonly WantedSlices[]): Promise<void> {
    const some = strays.filter(({ slices }) => slices.length > 0)
    if (some.length === 0) return
    await this.#options.leases.release(this.#options.memberId, some)
    this.#options.onRelease()
  }

  async #letGo(projection: SharedProjection, slices: readonly number[]): Promise<void> {
    const { projectionId, version } = projection
    const moving = this.#moving.get(projection) ?? new Set<number>()
    this.#moving.set(projection, moving)
    for (const slice of slices) moving.add(slice)
    try {
      await projection.take(slices)
      await this.#options.leases.release(this.#options.memberId, [{ projectionId, version, slices }])
      this.#options.onRelease()
    } catch (error) {
      this.#options.logger.debug({ err: error, projectionId }, 'slices were not given back; trying again')
      void projection.confirm()
    } finally {
      for (const slice of slices) moving.delete(slice)
    }
  }
}

/** The slices that this member neither holds nor should. */
function straysOf(
  { projectionId, version, slices, held }: SharedProjection,
  mine: ReadonlySet<number>,
): WantedSlices {
  const all = Array.from({ length: slices }, (_, slice) => slice)
  return {
    projectionId,
    version,
    slices: all.filter((slice) => !mine.has(slice) && !held.numbers.includes(slice)),
  }
}

function differs(here: HeldSummary, held: Membership['held']): boolean {
  const there = held.find(
    ({ projectionId, version }) => projectionId === here.projectionId && version === here.version,
  )
  return (there?.slices ?? 0) !== here.slices || (there?.epochs ?? 0n) !== here.epochs
}
