import type { MigrationSet } from '@uno-ts/types'

/**
 * Which vectors are kept, and embeddings by their text. Neither needs the extension: the tables of vectors themselves are
 * made by the index that fills them.
 */
export const vectorMigrations: MigrationSet = {
  name: 'vectors',
  steps: [
    {
      name: '001-indexes',
      statements: ({ schema }) => [
        `create table ${schema}.vector_indexes (
        name text collate "C" not null,
        fingerprint text collate "C" not null,
        generation integer not null,
        model text not null,
        dimensions integer not null,
        metric text not null,
        ready_at timestamptz,
        created_at timestamptz not null default now(),
        primary key (name, fingerprint),
        unique (name, generation)
      )`,
        `create table ${schema}.embedding_cache (
        model text collate "C" not null,
        dimensions integer not null,
        content_hash text collate "C" not null,
        embedding real[] not null,
        created_at timestamptz not null default now(),
        primary key (model, dimensions, content_hash)
      )`,
        `create index embedding_cache_created_at on ${schema}.embedding_cache (created_at)`,
      ],
    },
  ],
}
