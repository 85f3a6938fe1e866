import { join } from 'node:path'
import { runProgram } from '../server/run-program.ts'
import type { Account } from './account.ts'

/** The programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  /** The folder that holds `postgres` and `initdb`. */
  readonly folder: string
  /** As the server says it: `18.4`. */
  readonly version: string
  readonly major: number
  /** Where it comes from, for people: `npm`, `/usr/lib/postgresql/15/bin`. */
  readonly origin: string
  /** What the programs need in their environment, such as `LD_LIBRARY_PATH`. */
  readonly env: NodeJS.ProcessEnv
}

/** What is known about a folder before its programs were asked. */
export interface BinariesCandidate {
  readonly folder: string
  readonly origin: string
  readonly libraryPath?: string | undefined
}

/**
 * Asks the programs in a folder for their version, as the account that will run them.
 *
 * @returns the binaries, or why they cannot be used
 */
export async function inspectBinaries(
  { folder, origin, libraryPath }: BinariesCandidate,
  account: Account | undefined,
): Promise<PostgresBinaries | string> {
  const env = {
    ...process.env,
    ...(libraryPath !== undefined && { LD_LIBRARY_PATH: libraryPath }),
    LC_ALL: 'C',
    TZ: 'UTC',
  }
  const { ok, stdout, complaint } = await runProgram(join(folder, 'postgres'), ['-V'], {
    env,
    account,
    cwd: '/',
  })
  const version = /\d+(\.\d+)?/.exec(stdout)?.[0]
  if (!ok || version === undefined) return `${origin}: ${complaint || 'it does not tell its version'}`
  return { folder, version, major: Number.parseInt(version, 10), origin, env }
}
