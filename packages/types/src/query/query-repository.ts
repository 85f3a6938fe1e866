import type { QueryId } from '../identity/branded-ids.ts'
import type { JsonObject } from '../json/json.ts'
import type { Criteria, Sort } from './criteria.ts'

/** A saved question over one read model. */
export interface SavedQuery {
  readonly queryId: QueryId
  readonly name: string
  readonly readModel: string
  readonly where?: Criteria | undefined
  readonly sort?: Sort | undefined
  readonly limit?: number | undefined
  /** The JSON Schema its parameters must fit. */
  readonly parameters?: JsonObject | undefined
}

/** Keeps saved queries. */
export interface QueryRepository {
  /** Gives a saved query; `undefined` when there is none with this id. */
  get(queryId: QueryId): Promise<SavedQuery | undefined>
  /** Inserts or replaces a saved query. */
  save(query: SavedQuery): Promise<void>
  /** Forgets a saved query. */
  delete(queryId: QueryId): Promise<void>
  /** Lists saved queries, those that match every field given. Default: all. */
  find(filter?: {
    readonly name?: string | undefined
    readonly readModel?: string | undefined
  }): Promise<readonly SavedQuery[]>
}
