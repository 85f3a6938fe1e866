import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Writes `files` (path to text, or to an object written as JSON) to a new folder, calls `use`, removes the folder. */
export function withFiles<T>(files: Readonly<Record<string, string | object>>, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'uno-ts-check-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
    }
    return use(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
