import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Makes a folder appear at `target` complete or not at all: `fill` works in a new folder beside it, which is then
 * renamed. When another process was quicker, its folder stays and ours is removed.
 *
 * @param fill - may answer why it could not do its work; then nothing appears
 * @returns that answer
 */
export async function putInPlace(
  target: string,
  fill: (folder: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  mkdirSync(dirname(target), { recursive: true })
  const workshop = mkdtempSync(join(dirname(target), `.${basename(target)}-`))
  const folder = join(workshop, 'new')
  try {
    chmodSync(workshop, 0o755) // the work may be done by another account
    mkdirSync(folder)
    const refusal = await fill(folder)
    if (refusal === undefined) renameUnlessThere(folder, target)
    return refusal
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

function renameUnlessThere(folder: string, target: string): void {
  try {
    renameSync(folder, target) // replaces nothing but an empty folder
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code // node:fs throws these
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}
