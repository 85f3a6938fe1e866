import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { accessSync, constants, mkdirSync } from 'node:fs'

/** Where this user's caches are; the temporary folder when there is no home that can be written. */
export function defaultCacheDir(): string {
  const inHome = join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'uno-ts')
  return isWritable(inHome) ? inHome : join(tmpdir(), `uno-ts-${userInfo().username}`)
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
