import { lstatSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder where unpacked programs and fresh database folders are kept between runs: one for each user below the
 * temporary folder, readable by the unprivileged account that servers run as when the user is root.
 */
export function cacheFolder(): string {
  const uid = process.getuid?.()
  const folder = join(tmpdir(), `uno-ts-${uid ?? 'user'}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const facts = lstatSync(folder)
  const ours = facts.isDirectory() && (uid === undefined || facts.uid === uid)
  return ours ? folder : mkdtempSync(`${folder}-`) // the name is taken by somebody we need not trust
}
