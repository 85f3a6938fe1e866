import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../server/run-program.ts'

/**
 * Unpacks the archives of packages in a folder into it, and removes them.
 *
 * @returns why it could not be done, or `undefined` when it was
 */
export async function unpackArchives(folder: string): Promise<string | undefined> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    const { ok, complaint } = await runProgram('dpkg', ['-x', file, '.'], { cwd: folder })
    if (!ok) return `dpkg -x ${file}: ${complaint}`
    rmSync(join(folder, file))
  }
  return undefined
}
