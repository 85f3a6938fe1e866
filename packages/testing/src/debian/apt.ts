import { mkdirSync } from 'node:fs'
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

/** Runs apt-get in `cwd`. Its complaint, if any, names the subcommand. */
export async function aptGet(
  settings: AptSettings,
  args: readonly string[],
  cwd: string,
): Promise<ProgramResult> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const result = await runProgram('apt-get', [...flags, ...args], { cwd })
  return result.ok ? result : { ...result, complaint: `apt-get ${args[0]}: ${result.complaint}` }
}
