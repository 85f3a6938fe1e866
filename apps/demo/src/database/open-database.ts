import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { startPostgres } from '@uno-ts/testing'
import { Pool } from 'pg'
import type { DatabasePlace } from '../settings.ts'

/** A database that is open, with all that was started for it. */
export interface OpenDatabase extends AsyncDisposable {
  readonly pool: Pool
  /** Where the data is, for people. */
  readonly description: string
  /** Whether it is embedded: one connection, in this process. */
  readonly embedded: boolean
}

/** What the shop asks of the embedded database beside PostgreSQL itself; a server may have them or not. */
const extensions = ['vector', 'pg_trgm'] as const

/** Connections of one process: more do not help two or four cores. */
const connections = 12

/**
 * Opens the database the settings name, and starts what it needs.
 *
 * @throws EmbeddedInUseError naming the other process when it holds the folder of the embedded database
 */
export async function openDatabase(place: DatabasePlace): Promise<OpenDatabase> {
  switch (place.kind) {
    case 'server':
      return onServer(place.url, `the PostgreSQL of DATABASE_URL, ${new URL(place.url).host}`)
    case 'native':
      return onNative(place.folder)
    case 'folder':
      return inThisProcess(
        await embedded({ dir: place.folder, extensions }),
        `the embedded database in ${place.folder}`,
      )
    case 'memory':
      return inThisProcess(await embedded({ extensions }), 'the embedded database, in memory')
  }
}

function inThisProcess(database: EmbeddedDatabase, description: string): OpenDatabase {
  return {
    pool: database.pool,
    description,
    embedded: true,
    [Symbol.asyncDispose]: () => database.close(),
  }
}

async function onServer(url: string, description: string): Promise<OpenDatabase> {
  const pool = new Pool({ connectionString: url, max: connections })
  const ignore = () => undefined // the statement under way, or the next one, tells who asked
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  return { pool, description, embedded: false, [Symbol.asyncDispose]: () => pool.end() }
}

async function onNative(folder: string | undefined): Promise<OpenDatabase> {
  const server = await startPostgres({ dir: folder, durable: true })
  const database = await onServer(
    server.url,
    `native PostgreSQL in ${folder ?? 'a folder that is thrown away'}`,
  )
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await server.stop()
    },
  }
}
