import type {
  Logger,
  ProjectionId,
  ProjectionVersions,
  ProjectionVersionStore,
  ProjectorConfiguration,
  ProjectorConfigurationRepository,
} from '@uno-ts/types'
import { Backoff } from '../failure/backoff.ts'
import { Rounds } from '../waiting/rounds.ts'

/** A projection that is kept to what all processes were told. */
export interface KeptProjection {
  readonly projectionId: ProjectionId
  /** Whether it is being built beside the version that queries read. */
  readonly isBuilding: boolean
  /** Rises whenever it is told something here: what was read before that is old. */
  readonly orders: number
  /** Takes what is known of it; what was read at an earlier number of orders does not say whether it rests. */
  learn(found: ProjectionVersions, orders: number): void
  /** Takes how it is to run; `undefined`: as the application has said. */
  configure(configuration: ProjectorConfiguration | undefined): void
  /** Has queries read it, if it has come far enough. */
  trySwap(): Promise<void>
}

/** What a {@link VersionKeeper} is made of. */
export interface VersionKeeperOptions {
  readonly versions: ProjectionVersionStore
  readonly configurations: ProjectorConfigurationRepository | undefined
  readonly projections: readonly KeptProjection[]
  /** How often it looks, in milliseconds. */
  readonly everyMs: number
  /** How long the tables of a replaced version stay, in milliseconds. */
  readonly graceMs: number
  readonly logger: Logger
  /** Hears what was found. */
  readonly onFound: (found: ProjectionVersions) => void
}

/** How often it looks while a version is being built, in milliseconds. */
const buildingMs = 250

/**
 * Keeps the projections of a process to what is kept of them for all processes: which version is read, whether they rest, how
 * they are configured. One statement for all projections a look, and one for configurations.
 */
export class VersionKeeper {
  readonly #options: VersionKeeperOptions
  readonly #rounds = new Rounds(() => this.#keep())
  readonly #backoff = new Backoff()

  constructor(options: VersionKeeperOptions) {
    this.#options = options
  }

  /** Begins; the first look follows at once. */
  start(): void {
    this.#rounds.start()
  }

  /** Ends after the look in hand. */
  async stop(): Promise<void> {
    await this.#rounds.stop()
  }

  /** Looks now. */
  wake(): void {
    this.#rounds.wake()
  }

  /** One look. Answers how long the next one may wait, in milliseconds. */
  async #keep(): Promise<number> {
    const { everyMs, logger, projections } = this.#options
    try {
      await this.#look()
      await this.#configure()
      await this.#swap()
      this.#backoff.reset()
    } catch (error) {
      if (this.#backoff.failures === 0) {
        logger.warn({ err: error }, 'versions of projections could not be read; trying again')
      }
      return Math.min(this.#backoff.next(), everyMs)
    }
    const beat = everyMs * (0.8 + Math.random() * 0.4)
    return projections.some(({ isBuilding }) => isBuilding) ? Math.min(buildingMs, beat) : beat
  }

  async #look(): Promise<void> {
    const { versions, projections, onFound, graceMs } = this.#options
    const orders = projections.map((projection) => projection.orders)
    const found = await versions.find(projections.map(({ projectionId }) => projectionId))
    let isReplaced = false
    for (const [at, each] of found.entries()) {
      onFound(each)
      projections[at]?.learn(each, orders[at] ?? 0)
      isReplaced ||= each.versions.some(
        ({ state, tables, droppedAt }) => state === 'retired' && tables.length > 0 && droppedAt === undefined,
      )
    }
    if (!isReplaced) return
    await versions.dropRetired(
      found.map(({ projectionId }) => projectionId),
      { graceMs },
    )
  }

  async #configure(): Promise<void> {
    const { configurations, projections } = this.#options
    if (configurations === undefined) return
    const all = await configurations.all()
    const found = new Map(all.map((configuration) => [configuration.projectionId, configuration]))
    for (const projection of projections) projection.configure(found.get(projection.projectionId))
  }

  async #swap(): Promise<void> {
    for (const projection of this.#options.projections) {
      if (this.#rounds.isStopping) return
      if (projection.isBuilding) await projection.trySwap()
    }
  }
}
