import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCacheEntry, type CacheEntry } from '../server/cache-entry.ts'
import { unlessRefused } from '../server/unless-refused.ts'
import { aptGet, releaseLists } from './apt.ts'
import { debianMirror } from './debian-mirror.ts'
import { downloadPackages } from './download-packages.ts'
import { notDebian } from './not-debian.ts'
import { unpackArchives } from './unpack-archives.ts'

/** What is unpacked of another release of Debian. */
export interface ReleasePackages {
  /** `trixie`. */
  readonly release: string
  readonly packages: readonly string[]
  /** Makes what was unpacked ready to run where it is. */
  readonly prepare: (folder: string) => void
}

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
/** Each step's; a refusal is remembered, so that the wait is paid once a day. */
const patienceMs = 45_000

/**
 * Unpacks packages of another release of Debian than this machine's, with all libraries they need, the C library included,
 * into the cache, without root and without installing anything. Does nothing when they are there.
 *
 * @returns why it could not be done, or `undefined` when it was
 */
export async function unpackRelease(wanted: ReleasePackages, entry: CacheEntry): Promise<string | undefined> {
  if (existsSync(join(entry.folder, entry.proof))) return undefined
  const refused = notDebian() ?? (existsSync(keyring) ? undefined : `there is no ${keyring}`)
  if (refused !== undefined) return refused
  return unlessRefused(`${entry.folder}.refused`, () =>
    ensureCacheEntry(entry, async (folder) => {
      const refusal = (await download(wanted, folder)) ?? (await unpackArchives(folder))
      if (refusal === undefined) wanted.prepare(folder)
      return refusal
    }),
  )
}

async function download({ release, packages }: ReleasePackages, folder: string): Promise<string | undefined> {
  const lists = join(folder, 'apt')
  const settings = releaseLists(lists, { name: release, mirror: debianMirror(), keyring })
  const updated = await aptGet(settings, ['update', '--error-on=any'], { folder, timeoutMs: patienceMs })
  const refusal = updated.ok
    ? await downloadPackages(settings, { packages, timeoutMs: patienceMs }, folder)
    : updated.complaint
  rmSync(lists, { recursive: true, force: true })
  return refusal
}
