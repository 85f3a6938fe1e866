import { join } from 'node:path'
import { runWithOwnLoader } from '../debian/run-with-own-loader.ts'
import { unpackRelease } from '../debian/unpack-release.ts'
import type { Account } from './account.ts'
import { inspectBinaries, type PostgresBinaries } from './postgres-binaries.ts'

/** The PostgreSQL of Debian 13. */
export const debianMajor = 17

const server = `postgresql-${debianMajor}`
const packages = [server, `${server}-pgvector`, `${server}-age`]
const programs = `usr/lib/postgresql/${debianMajor}/bin`
const origin = `Debian 13's ${server}`

/**
 * PostgreSQL 17 with pgvector and AGE from the packages of Debian 13, whatever release of Debian this is.
 *
 * @returns the binaries, or why there are none
 */
export async function debianExtensions(
  account: Account | undefined,
  cache: string,
): Promise<PostgresBinaries | string> {
  const folder = join(cache, `${server}-extensions`)
  const refusal = await unpackRelease(
    {
      release: 'trixie',
      packages,
      prepare(root) {
        for (const program of ['postgres', 'initdb']) runWithOwnLoader(root, join(programs, program))
      },
    },
    { folder, proof: join(programs, 'postgres.elf') },
  )
  if (refusal !== undefined) return `${origin}: ${refusal}`
  return inspectBinaries({ folder: join(folder, programs), origin }, account)
}
