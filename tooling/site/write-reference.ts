import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referenceFolder, referencePages } from './folders.ts'
import { workspaceRoot } from '../workspace.ts'

/** What the reference is made from. */
const sources = [
  'packages/*/{package.json,src/**/*.ts}',
  'apps/reference/{package.json,tsconfig.packages.json,src/*}',
]

/**
 * Writes the API reference, unless nothing it is made from is newer than it.
 *
 * @returns whether the reference is there and nothing is wrong with it
 */
export function writeReference(): boolean {
  const proof = join(referencePages, '.complete') // goes with the other files when they are written anew
  if (existsSync(proof) && statSync(proof).mtimeMs > newest(sources)) return true
  const { status } = spawnSync(process.execPath, ['src/main.ts', referencePages], {
    cwd: referenceFolder,
    stdio: 'inherit',
  })
  if (status === 0) writeFileSync(proof, '')
  return status === 0
}

function newest(patterns: readonly string[]): number {
  const files = globSync([...patterns], { cwd: workspaceRoot })
  return Math.max(...files.map((file) => statSync(join(workspaceRoot, file)).mtimeMs))
}
