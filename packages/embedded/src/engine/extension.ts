import type { Extension } from '@electric-sql/pglite'

/** The extensions that can be had. */
export type ExtensionName = 'vector' | 'age' | 'pg_trgm' | 'unaccent'

/** Loads the code of extensions; it is big, so nobody pays for what they do not use. */
export async function loadExtensions(names: readonly ExtensionName[]): Promise<Record<string, Extension>> {
  const loaded: Record<string, Extension> = {}
  for (const name of names) loaded[name] = await load(name)
  return loaded
}

async function load(name: ExtensionName): Promise<Extension> {
  switch (name) {
    case 'vector':
      return (await import('@electric-sql/pglite-pgvector')).vector
    case 'age':
      return (await import('@electric-sql/pglite-age')).age
    case 'pg_trgm':
      return (await import('@electric-sql/pglite/contrib/pg_trgm')).pg_trgm
    case 'unaccent':
      return (await import('@electric-sql/pglite/contrib/unaccent')).unaccent
  }
}
