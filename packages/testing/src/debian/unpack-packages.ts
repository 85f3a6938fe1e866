import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCacheEntry, type CacheEntry } from '../server/cache-entry.ts'
import { findOnPath } from '../server/find-on-path.ts'
import { runProgram } from '../server/run-program.ts'
import { aptGet, machineLists, privateLists, type AptSettings } from './apt.ts'

/**
 * Unpacks packages of this machine's Debian or Ubuntu release, and the libraries of theirs that it lacks, into the cache,
 * without root and without installing anything. Does nothing when they are there. Uses the machine's package lists,
 * or fetches lists of its own when those do not do.
 *
 * @returns why it could not be done, or `undefined` when it was
 */
export async function unpackPackages(
  packages: readonly string[],
  entry: CacheEntry,
): Promise<string | undefined> {
  return ensureCacheEntry(entry, async (folder) => {
    if (!canUnpack()) return 'this is not a Debian or Ubuntu machine'
    return (await download(packages, folder)) ?? (await unpack(folder))
  })
}

/** The folders with shared libraries among the unpacked packages, as a value of `LD_LIBRARY_PATH`. */
export function libraryPath(folder: string): string {
  const lib = join(folder, 'usr/lib')
  if (!existsSync(lib)) return ''
  return readdirSync(lib)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(lib, name))
    .join(':')
}

function canUnpack(): boolean {
  return ['apt-get', 'dpkg'].every((tool) => findOnPath(tool, process.env['PATH']) !== undefined)
}

async function download(packages: readonly string[], folder: string): Promise<string | undefined> {
  const refusal = await downloadWith(machineLists, packages, folder)
  if (refusal === undefined) return undefined
  const lists = join(folder, 'apt')
  const own = privateLists(lists)
  const updated = await aptGet(own, ['update'], folder)
  const second = updated.ok ? await downloadWith(own, packages, folder) : updated.complaint
  rmSync(lists, { recursive: true, force: true })
  return second
}

async function downloadWith(
  settings: AptSettings,
  packages: readonly string[],
  folder: string,
): Promise<string | undefined> {
  const plan = await aptGet(
    settings,
    ['install', '--simulate', '--no-install-recommends', ...packages],
    folder,
  )
  if (!plan.ok) return plan.complaint
  const { ok, complaint } = await aptGet(
    settings,
    ['download', ...packages, ...lackingLibraries(plan.stdout)],
    folder,
  )
  return ok ? undefined : complaint
}

/** Libraries among what apt would install (`Inst liblzf1 (3.6-3 …)`), without those that only an interpreter or a just-in-time compiler needs. */
function lackingLibraries(plan: string): readonly string[] {
  const names = plan.split('\n').map((line) => /^Inst (lib\S+) /.exec(line)?.[1])
  return names.filter((name) => name !== undefined).filter((name) => !/perl|llvm|z3/.test(name))
}

async function unpack(folder: string): Promise<string | undefined> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    const { ok, complaint } = await runProgram('dpkg', ['-x', file, '.'], { cwd: folder })
    if (!ok) return `dpkg -x ${file}: ${complaint}`
    rmSync(join(folder, file))
  }
  return undefined
}
