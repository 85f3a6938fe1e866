import type { ProjectionId, ProjectionRecord, ProjectionRepository } from '@uno-ts/types'

/** Keeps in memory what projections there are. */
export class InMemoryProjectionRepository implements ProjectionRepository {
  readonly #records = new Map<ProjectionId, ProjectionRecord>()

  async get(projectionId: ProjectionId): Promise<ProjectionRecord | undefined> {
    return this.#records.get(projectionId)
  }

  async save(record: ProjectionRecord): Promise<void> {
    this.#records.set(record.projectionId, structuredClone(record))
  }

  async delete(projectionId: ProjectionId): Promise<void> {
    this.#records.delete(projectionId)
  }

  async find({ name, eventType, readModel }: Parameters<ProjectionRepository['find']>[0] = {}): Promise<
    readonly ProjectionRecord[]
  > {
    return [...this.#records.values()]
      .filter(
        (record) =>
          (name === undefined || record.name === name) &&
          (eventType === undefined || record.eventTypes.includes(eventType)) &&
          (readModel === undefined || record.readModels.includes(readModel)),
      )
      .toSorted((one, other) => (one.projectionId < other.projectionId ? -1 : 1))
  }
}
