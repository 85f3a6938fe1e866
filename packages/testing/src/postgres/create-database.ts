import { randomBytes } from 'node:crypto'
import { InvalidArgumentError } from '@uno-ts/types'
import { waitUntil } from '../server/wait-until.ts'
import { ownPrefix } from './database-owner.ts'
import { dropOrphans } from './drop-orphans.ts'
import { withClient } from './with-client.ts'

/** How {@link createDatabase} makes a database. */
export interface CreateDatabaseOptions {
  /** Its name: lower-case letters, digits and `_`. Default: a name nobody else has. */
  readonly name?: string | undefined
  /** The database it is a copy of; nobody may be connected to that one. Default: an empty one. */
  readonly template?: string | undefined
}

/** A database of its own for one test file. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string
  readonly url: string
  /** Drops it, ending connections that are still open. Calling it again does nothing. */
  drop(): Promise<void>
}

const namePattern = /^[a-z_][a-z0-9_]{0,62}$/

/**
 * Makes an empty database on the server at `serverUrl`, for the test file that calls it. Takes some 25 ms on a server
 * of {@link startPostgres}, and a copy of a `template` with twenty tables some 70. Of what {@link createTemplate} has made there
 * are copies already when they are asked for.
 *
 * A database that was made without a name, by a process of this machine that was killed before it could drop it, is dropped
 * by the next call on the same server.
 *
 * @throws InvalidArgumentError when `name` is not a plain name; nothing was created
 * @example
 * ```ts
 * import { createDatabase } from '@uno-ts/testing'
 * import { Pool } from 'pg'
 * import { afterAll, inject } from 'vitest'
 *
 * const database = await createDatabase(inject('postgresUrl'))
 * const pool = new Pool({ connectionString: database.url })
 * afterAll(async () => {
 *   await pool.end()
 *   await database.drop()
 * })
 * ```
 */
export async function createDatabase(
  serverUrl: string,
  { name = newName(), template = 'template0' }: CreateDatabaseOptions = {},
): Promise<TestDatabase> {
  for (const text of [name, template]) demandPlainName(text)
  // Copying files beats logging each page: 30 ms against 60 on a server that does not sync.
  await withClient(serverUrl, async (client) => {
    await dropOrphans(client)
    await client.query(`create database "${name}" template "${template}" strategy file_copy`)
  })
  const url = new URL(serverUrl)
  url.pathname = name
  let dropped: Promise<void> | undefined
  const drop = () => (dropped ??= dropDatabase(serverUrl, name))
  return { name, url: url.href, drop, [Symbol.asyncDispose]: drop }
}

/** Machine and process id say whose it is, so that one which was left behind is found; the rest makes it unique. */
function newName(): string {
  return `${ownPrefix()}${process.pid}_${randomBytes(6).toString('hex')}`
}

function demandPlainName(name: string): void {
  if (namePattern.test(name)) return
  throw new InvalidArgumentError(
    `expected a database name of lower-case letters, digits and "_", found "${name}"`,
  )
}

/** How long a database that is dropped waits for its connections to end by themselves. */
const leaveMs = 2_000

/**
 * A pool that was ended has said goodbye, but the server may not have read it yet. Cut off at that moment its client
 * would throw an error nobody listens for any more, so those who leave are given the time.
 */
async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const isLeft = async (): Promise<boolean> => {
      const connected = await client.query('select from pg_stat_activity where datname = $1', [name])
      return connected.rowCount === 0
    }
    await waitUntil(isLeft, leaveMs)
    await client.query(`drop database if exists "${name}" with (force)`)
  })
}
