import type {
  DataOf,
  MessageContext,
  QueryDefinition,
  QueryHandler,
  ReadModelDefinition,
  ResultOf,
} from '@uno-ts/types'
import type { ActiveTables } from './active-tables.ts'

/** What {@link ActiveQueries} are made of. */
export interface ActiveQueriesOptions<Model extends ReadModelDefinition, Queries> {
  readonly activeTables: ActiveTables
  /** Keeps the rows. */
  readonly projection: { readonly name: string }
  readonly model: Model
  /** Opens the queries of one version: of the same rows in a table of its own. */
  readonly open: (model: Model) => Queries
}

const schema = 'uno'

/** The queries of a read model, each of the version that is active: an answer is never a mixture of two. */
export class ActiveQueries<Model extends ReadModelDefinition, Queries> {
  readonly #options: ActiveQueriesOptions<Model, Queries>
  readonly #opened = new Map<string, Queries>()

  constructor(options: ActiveQueriesOptions<Model, Queries>) {
    this.#options = options
  }

  /** The queries of the version that is active now. Ask once a question. */
  async now(): Promise<Queries> {
    const { activeTables, projection, model, open } = this.#options
    const table = await activeTables.nameOf(projection, `${schema}.${model.name}`)
    const queries = this.#opened.get(table) ?? open({ ...model, name: table.slice(schema.length + 1) })
    this.#opened.set(table, queries)
    return queries
  }

  /** A handler that answers each question by the version that is active then. */
  handler<Definition extends QueryDefinition>(
    make: (queries: Queries) => Handles<Definition>,
  ): QueryHandler<Definition> {
    return async (data, context) => {
      const handler = make(await this.now())
      return await (typeof handler === 'function' ? handler(data, context) : handler.handle(data, context))
    }
  }
}

/** A handler of either form. */
type Handles<Definition extends QueryDefinition> =
  | QueryHandler<Definition>
  | { handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> }
