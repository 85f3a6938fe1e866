import { chmodSync, chownSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@uno-ts/types'
import { ensureCacheEntry } from '../server/cache-entry.ts'
import { putInPlace } from '../server/put-in-place.ts'
import { runProgram } from '../server/run-program.ts'
import { ServerStartError } from '../server/server-start-error.ts'
import type { Account } from './account.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'

/** What {@link prepareDataFolder} works with. */
export interface DataFolderOptions {
  readonly dir: string
  readonly binaries: PostgresBinaries
  readonly account: Account | undefined
  readonly cache: string
  /** Whether the new folder must survive a crash of the machine. */
  readonly durable: boolean
}

/**
 * Sees to it that `dir` holds a database folder of the right version: leaves an existing one alone, else puts a copy of
 * a fresh one there. Making one takes a second, so each version's is made once and kept in the cache.
 *
 * @throws ConfigurationError when `dir` holds something else; it was not touched
 */
export async function prepareDataFolder(options: DataFolderOptions): Promise<void> {
  const { dir, binaries, account, durable } = options
  if (existsSync(join(dir, 'PG_VERSION'))) return demandVersion(dir, binaries)
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new ConfigurationError(`expected an empty folder or a PostgreSQL one at ${dir}, found other files`)
  }
  const template = await freshFolder(options)
  const refusal = await putInPlace(dir, async (folder) => {
    const { ok, complaint } = await runProgram('cp', ['-a', `${template}/.`, folder])
    return ok && durable ? sync(folder, binaries, account) : complaint || undefined
  })
  if (refusal !== undefined) throw new ServerStartError(`could not make a database folder at ${dir}`, refusal)
}

function demandVersion(dir: string, { major, origin }: PostgresBinaries): void {
  const found = Number.parseInt(readFileSync(join(dir, 'PG_VERSION'), 'utf8'), 10)
  if (found === major) return
  throw new ConfigurationError(
    `expected a folder of PostgreSQL ${major} (${origin}) at ${dir}, found version ${found}`,
  )
}

async function freshFolder({ binaries, account, cache }: DataFolderOptions): Promise<string> {
  const { folder: programs, env, version } = binaries
  const template = join(cache, `postgres-${version}-fresh`)
  const refusal = await ensureCacheEntry({ folder: template, proof: 'PG_VERSION' }, async (folder) => {
    if (account !== undefined) chownSync(folder, account.uid, account.gid)
    chmodSync(folder, 0o700)
    const flags = [
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ]
    const made = await runProgram(join(programs, 'initdb'), ['-D', folder, ...flags], {
      account,
      env,
      cwd: '/',
    })
    return made.ok ? undefined : made.complaint
  })
  if (refusal !== undefined) throw new ServerStartError('initdb failed', refusal)
  return template
}

async function sync(
  folder: string,
  { folder: programs, env }: PostgresBinaries,
  account: Account | undefined,
): Promise<string | undefined> {
  const args = ['--sync-only', '-D', await dataPath(folder, account)]
  const { ok, complaint } = await runProgram(join(programs, 'initdb'), args, {
    account,
    env,
    cwd: folder,
  })
  return ok ? undefined : complaint
}

/**
 * How the server is told where its data is. Below a folder that the server's account may not enter, such as root's
 * home, it is told "where you stand": the working directory needs no permission on the way to it (Linux).
 */
export async function dataPath(dir: string, account: Account | undefined): Promise<string> {
  if (account === undefined) return dir
  const { ok } = await runProgram('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], { account, cwd: '/' })
  return ok ? dir : '/proc/self/cwd'
}
