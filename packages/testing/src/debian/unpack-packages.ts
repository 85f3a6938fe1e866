import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCacheEntry, type CacheEntry } from '../server/cache-entry.ts'
import { aptGet, machineLists, privateLists } from './apt.ts'
import { downloadPackages } from './download-packages.ts'
import { notDebian } from './not-debian.ts'
import { unpackArchives } from './unpack-archives.ts'

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
    return notDebian() ?? (await download(packages, folder)) ?? (await unpackArchives(folder))
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

async function download(packages: readonly string[], folder: string): Promise<string | undefined> {
  const refusal = await downloadPackages(machineLists, { packages }, folder)
  if (refusal === undefined) return undefined
  const lists = join(folder, 'apt')
  const own = privateLists(lists)
  const updated = await aptGet(own, ['update'], { folder })
  const second = updated.ok ? await downloadPackages(own, { packages }, folder) : updated.complaint
  rmSync(lists, { recursive: true, force: true })
  return second
}
