import {
  InvalidArgumentError,
  type ProjectionId,
  type ProjectorConfiguration,
  type ProjectorConfigurationRepository,
} from '@uno-ts/types'

/** Keeps in memory how projections run. */
export class InMemoryProjectorConfigurationRepository implements ProjectorConfigurationRepository {
  readonly #configurations = new Map<ProjectionId, ProjectorConfiguration>()

  async get(projectionId: ProjectionId): Promise<ProjectorConfiguration | undefined> {
    return this.#configurations.get(projectionId)
  }

  /** @throws InvalidArgumentError when a projection could not run with it: nothing was written */
  async save(configuration: ProjectorConfiguration): Promise<void> {
    for (const field of ['batchSize', 'pollIntervalMs', 'parallelism'] as const) {
      const value = configuration[field]
      if (Number.isSafeInteger(value) && value >= 1) continue
      throw new InvalidArgumentError(`${field} is a whole number from 1, found ${value}`)
    }
    if (!['stop', 'skip', 'retry', 'deadLetter'].includes(configuration.errorStrategy)) {
      throw new InvalidArgumentError(`errorStrategy is unknown, found ${configuration.errorStrategy}`)
    }
    this.#configurations.set(configuration.projectionId, structuredClone(configuration))
  }

  async delete(projectionId: ProjectionId): Promise<void> {
    this.#configurations.delete(projectionId)
  }

  async all(): Promise<readonly ProjectorConfiguration[]> {
    return [...this.#configurations.values()].toSorted((one, other) =>
      one.projectionId < other.projectionId ? -1 : 1,
    )
  }
}
