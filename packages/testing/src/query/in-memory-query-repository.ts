import type { QueryId, QueryRepository, SavedQuery } from '@uno-ts/types'

/** A query repository in memory; it passes `describeQueryRepository` as PostgreSQL does. Queries are copied in and out. */
export class InMemoryQueryRepository implements QueryRepository {
  readonly #queries = new Map<QueryId, SavedQuery>()

  /** {@inheritDoc QueryRepository.get} */
  async get(queryId: QueryId): Promise<SavedQuery | undefined> {
    return structuredClone(this.#queries.get(queryId))
  }

  /** {@inheritDoc QueryRepository.save} */
  async save(query: SavedQuery): Promise<void> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    this.#queries.set(query.queryId, structuredClone(Object.fromEntries(given) as unknown as SavedQuery)) // its own fields
  }

  /** {@inheritDoc QueryRepository.delete} */
  async delete(queryId: QueryId): Promise<void> {
    this.#queries.delete(queryId)
  }

  /** {@inheritDoc QueryRepository.find} */
  async find({ name, readModel }: Parameters<QueryRepository['find']>[0] = {}): Promise<
    readonly SavedQuery[]
  > {
    return [...this.#queries.values()]
      .filter((query) => name === undefined || query.name === name)
      .filter((query) => readModel === undefined || query.readModel === readModel)
      .toSorted((a, b) => (a.queryId < b.queryId ? -1 : 1))
      .map((query) => structuredClone(query))
  }
}
