import { createDatabase } from './create-database.ts'
import { DatabaseTemplate } from './database-template.ts'

/** How {@link createTemplate} fills a database, and what is copied from it ahead. */
export interface CreateTemplateOptions {
  /** Fills it: runs the migrations, say. It has ended its connections when it resolves: PostgreSQL copies no database
   * that somebody is connected to. */
  readonly fill: (url: string) => Promise<void>
  /** How many copies are kept ready, beside those that were given out. Default 1; 0: each is made when it is asked for. */
  readonly spares?: number | undefined
}

/**
 * Makes a database, has it filled, and gives out copies of it: a fresh database for each test, with all its tables, in a
 * millisecond when there was time to make one ready, else in some 30 to 70.
 *
 * The template and the copies that nobody has taken are dropped by `drop`; whatever a process leaves behind that was killed
 * is dropped by the next {@link createDatabase} on the same machine and server.
 *
 * @throws whatever `fill` throws; the database is dropped again
 * @example
 * ```ts
 * import { EventStoreManager } from '@uno-ts/event-store-pg'
 * import { createTemplate } from '@uno-ts/testing'
 * import { Pool } from 'pg'
 * import { afterAll, inject } from 'vitest'
 *
 * const template = await createTemplate(inject('postgresUrl'), {
 *   async fill(url) {
 *     const pool = new Pool({ connectionString: url })
 *     await new EventStoreManager({ pool }).migrate()
 *     await pool.end()
 *   },
 * })
 * afterAll(() => template.drop())
 *
 * await using database = await template.createDatabase() // in each test
 * ```
 */
export async function createTemplate(
  serverUrl: string,
  { fill, spares }: CreateTemplateOptions,
): Promise<DatabaseTemplate> {
  const original = await createDatabase(serverUrl)
  try {
    await fill(original.url)
  } catch (error) {
    await original.drop()
    throw error
  }
  const template = new DatabaseTemplate({ serverUrl, name: original.name, spares, original })
  template.prepare()
  return template
}
