import {
  InvalidArgumentError,
  type ConsistencyWaiter,
  type GlobalPosition,
  type ProjectionId,
  type ProjectionStatus,
} from '@uno-ts/types'
import type { AnyProjection } from '../define/projection.ts'
import type { ProjectionRunnerOptions } from '../runner/projection-runner-options.ts'
import { ProjectionRunner } from '../runner/projection-runner.ts'

/** What an {@link AsyncProjector} is made of. */
export interface AsyncProjectorOptions {
  /** What is run. */
  readonly projection: AnyProjection
  /** What the runner needs beside it. */
  readonly runner: Omit<ProjectionRunnerOptions, 'projections'>
}

/**
 * Runs one projection behind the log: a {@link ProjectionRunner} with one projection. Several projections in one process are
 * better off in one runner, which reads the log once for all.
 *
 * @example
 * ```ts
 * import { AsyncProjector, type AnyProjection } from '@uno-ts/projections'
 * import type { EventStore } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function project(projection: AnyProjection, eventStore: EventStore, db: Kysely<object>): Promise<void> {
 *   await using projector = new AsyncProjector({ projection, runner: { eventStore, db } })
 *   await projector.start()
 *   await projector.caughtUp()
 * }
 * ```
 */
export class AsyncProjector implements AsyncDisposable {
  readonly runner: ProjectionRunner
  readonly #name: string

  /** @throws ConfigurationError when an option or the definition cannot work */
  constructor({ projection, runner }: AsyncProjectorOptions) {
    this.runner = new ProjectionRunner({ ...runner, projections: [projection] })
    this.#name = projection.name
  }

  get projectionId(): ProjectionId {
    return this.#name as ProjectionId // the runner has checked it
  }

  /** {@inheritDoc ProjectionRunner.start} */
  async start(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.runner.start(options)
  }

  /** {@inheritDoc ProjectionRunner.stop} */
  async stop(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.runner.stop(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Waits until it has come to where the log ends now. @throws what the projection failed with */
  async caughtUp(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.runner.caughtUp(undefined, options)
  }

  /** Waits until a position is in the rows. @throws TimeoutError when it does not happen in time */
  async waitFor(
    position: GlobalPosition,
    options?: Parameters<ConsistencyWaiter['waitFor']>[2],
  ): Promise<void> {
    await this.runner.waitFor(this.projectionId, position, options)
  }

  /** Where it stands. */
  async status(): Promise<ProjectionStatus> {
    const [status] = await this.runner.status()
    if (status === undefined) throw new InvalidArgumentError('the runner has no projection')
    return status
  }
}
