import type { ProjectionChange, ProjectionId } from '@uno-ts/types'
import { mergeChanges } from './merge-changes.ts'

/** Changes that wait for one subscriber, merged into one a projection. */
export class PendingChanges {
  readonly #changes = new Map<ProjectionId, ProjectionChange>()
  #arrived: PromiseWithResolvers<void> = Promise.withResolvers()

  /** Adds a change and wakes the subscriber. */
  add(change: ProjectionChange): void {
    const earlier = this.#changes.get(change.projectionId)
    this.#changes.set(change.projectionId, earlier === undefined ? change : mergeChanges(earlier, change))
    this.#arrived.resolve()
  }

  /** Resolves when there is a change to take. */
  async some(): Promise<void> {
    await this.#arrived.promise
  }

  /** Takes the change of the projection that has waited longest. */
  take(): ProjectionChange | undefined {
    const [first] = this.#changes.values()
    if (first !== undefined) this.#changes.delete(first.projectionId)
    if (this.#changes.size === 0) this.#arrived = Promise.withResolvers()
    return first
  }
}
