import { bindHandler, cached, rowOf, rowsOf, type HandlerBinding, type QueryCache } from '@uno-ts/cqrs-core'
import {
  projectionId,
  type ActiveVersions,
  type DataOf,
  type ProjectionId,
  type QueryDefinition,
  type QueryHandler,
} from '@uno-ts/types'
import type { DatabaseIdentity } from './database-identity.ts'

/** What an answer is made of. */
export interface AnswerParts<Definition extends QueryDefinition> {
  /** The projections whose rows are in it: whatever they change makes it outdated. */
  readonly of: readonly { readonly name: string }[]
  /** The key of the one row it is made of: then changes that name other rows leave it. Default: any rows. */
  readonly row?: ((data: DataOf<Definition>) => string) | undefined
}

/** What {@link CachedAnswers} are made of; asked for when somebody asks the first question. */
export interface CachedAnswersOptions {
  readonly queryCache: QueryCache
  readonly projectionRunner: ActiveVersions
  readonly databaseIdentity: DatabaseIdentity
}

/** Should every other way to hear of a change fail. */
const longestMs = 60_000

/**
 * Handlers whose answers are kept until what they are made of changes. An answer is kept for one database and for the
 * versions of the projections that were read: while another version takes over, nobody is given the rows of the former one.
 */
export class CachedAnswers {
  readonly #options: CachedAnswersOptions

  constructor(options: CachedAnswersOptions) {
    this.#options = options
  }

  /** Pairs a query with its handler, behind the cache. */
  query<Definition extends QueryDefinition>(
    definition: Definition,
    handler: QueryHandler<Definition>,
    { of, row }: AnswerParts<Definition>,
  ): HandlerBinding<Definition> {
    const projections = of.map(({ name }) => projectionId(name))
    const tags = (data: DataOf<Definition>) =>
      projections.flatMap((id) => (row === undefined ? rowsOf(id) : rowOf(id, row(data))))
    const answering = new Map<string, QueryHandler<Definition>>()
    return bindHandler(definition, async (data, context) => {
      const place = await this.#placeOf(projections)
      let answer = answering.get(place)
      if (answer === undefined) {
        answer = cached(handler, {
          cache: this.#options.queryCache,
          ttlMs: longestMs,
          scope: 'tenant',
          getCacheKey: (asked) => [place, asked],
          tags,
        })
        answering.clear() // versions are only ever replaced by later ones
        answering.set(place, answer)
      }
      return await answer(data, context)
    })
  }

  /** The database, and the version of each projection. */
  async #placeOf(projections: readonly ProjectionId[]): Promise<string> {
    const { projectionRunner, databaseIdentity } = this.#options
    const found = await Promise.all(projections.map((id) => projectionRunner.activeVersion(id)))
    return `${await databaseIdentity.name()} ${found.join(' ')}`
  }
}
