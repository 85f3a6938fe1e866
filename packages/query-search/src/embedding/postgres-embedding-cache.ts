import type { Embedding, EmbeddingModel, ReadModelOptions } from '@uno-ts/types'
import { sql } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import type { EmbeddingCache } from './embedding-cache.ts'

/** What a {@link PostgresEmbeddingCache} is made of. */
export interface PostgresEmbeddingCacheOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The schema that holds the table. Default `uno`. */
  readonly schema?: string | undefined
}

/**
 * Keeps embeddings in a table of the package's migrations, for all processes and through restarts. It needs no extension.
 * Nothing goes by itself: delete from `embedding_cache` what was kept before a day you choose.
 */
export class PostgresEmbeddingCache implements EmbeddingCache {
  readonly #db: AnyKysely
  readonly #schema: string

  constructor({ db, schema = 'uno' }: PostgresEmbeddingCacheOptions) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#schema = schema
  }

  async get(
    { model, dimensions }: EmbeddingModel,
    hashes: readonly string[],
    options: Pick<ReadModelOptions, 'signal'> = {},
  ): Promise<ReadonlyMap<string, Embedding>> {
    const statement = sql<{ hash: string; embedding: string }>`
select content_hash as hash, cast(to_json(embedding) as text) as embedding
from ${sql.id(this.#schema, 'embedding_cache')}
where model = ${model} and dimensions = ${dimensions} and content_hash = any(cast(${hashes} as text[]))`
    const rows = await runStatement(this.#db, statement.compile(this.#db), options)
    return new Map(rows.map(({ hash, embedding }) => [hash, JSON.parse(embedding) as number[]])) // as they were set
  }

  async set(
    { model, dimensions }: EmbeddingModel,
    embeddings: ReadonlyMap<string, Embedding>,
    options: Pick<ReadModelOptions, 'signal'> = {},
  ): Promise<void> {
    if (embeddings.size === 0) return
    const lists = [...embeddings.values()].map((embedding) => `{${embedding.join(',')}}`)
    const statement = sql`
insert into ${sql.id(this.#schema, 'embedding_cache')} (model, dimensions, content_hash, embedding)
select ${model}, ${dimensions}, given.hash, cast(given.embedding as real[])
from unnest(cast(${[...embeddings.keys()]} as text[]), cast(${lists} as text[])) as given (hash, embedding)
on conflict do nothing`
    await runStatement(this.#db, statement.compile(this.#db), options)
  }
}
