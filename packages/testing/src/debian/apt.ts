import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram, type ProgramResult } from '../server/run-program.ts'

/** Settings of apt, by their names. */
export type AptSettings = Readonly<Record<string, string>>

/** apt as the machine has it set up. */
export const machineLists: AptSettings = {}

/** apt with lists, cache and locks in `folder`, so that it needs neither root nor existing package lists. */
export function privateLists(folder: string): AptSettings {
  mkdirSync(join(folder, 'state/lists/partial'), { recursive: true })
  mkdirSync(join(folder, 'cache/archives/partial'), { recursive: true })
  return {
    'Dir::State': join(folder, 'state'),
    'Dir::State::lists': join(folder, 'state/lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': '',
  }
}

/**
 * apt as {@link privateLists}, for packages of another release than the machine's: it takes nothing for installed, so that
 * a package comes with every library it needs.
 */
export function releaseLists(folder: string, release: DebianRelease): AptSettings {
  const settings = privateLists(folder)
  const status = join(folder, 'status')
  const sources = join(folder, 'sources.list')
  writeFileSync(status, '')
  writeFileSync(sources, `deb [signed-by=${release.keyring}] ${release.mirror} ${release.name} main\n`)
  return {
    ...settings,
    'Dir::State::status': status,
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Acquire::Languages': 'none',
    'Acquire::http::Timeout': '10',
    'Acquire::Retries': '1',
  }
}

/** A release of Debian, and where its packages come from. */
export interface DebianRelease {
  readonly name: string
  readonly mirror: string
  /** The file with the keys that sign it. */
  readonly keyring: string
}

/** Where apt-get runs, and how long it may. */
export interface AptRun {
  readonly folder: string
  /** When to give up, in milliseconds. Default: that of programs. */
  readonly timeoutMs?: number | undefined
}

/** Runs apt-get in a folder. Its complaint, if any, names the subcommand. */
export async function aptGet(
  settings: AptSettings,
  args: readonly string[],
  { folder, timeoutMs }: AptRun,
): Promise<ProgramResult> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const result = await runProgram('apt-get', [...flags, ...args], { cwd: folder, timeoutMs })
  return result.ok ? result : { ...result, complaint: `apt-get ${args[0]}: ${result.complaint}` }
}
