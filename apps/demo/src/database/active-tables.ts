import { isUnoError, projectionId, type ActiveVersions } from '@uno-ts/types'

/** Names the tables that queries read: those of the version of each projection that is active. */
export class ActiveTables {
  readonly #versions: ActiveVersions

  constructor({ versions }: { readonly versions: ActiveVersions }) {
    this.#versions = versions
  }

  /** What the database calls a table of a projection now. Ask once a question, and for all of it. */
  async nameOf({ name }: { readonly name: string }, table: string): Promise<string> {
    try {
      return await this.#versions.activeTable(projectionId(name), table)
    } catch (error) {
      if (isUnoError(error, 'ERR_NOT_FOUND')) return table // nothing was ever folded: it is there, and empty
      throw error
    }
  }
}
