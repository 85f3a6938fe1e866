import { readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findOnPath, isExecutable } from '../server/find-on-path.ts'

/** Where packages of Debian, Red Hat and Homebrew put the programs of each major version. */
const packageFolders: readonly (readonly [parent: string, name: RegExp, programs: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/opt/homebrew/opt', /^postgresql(@\d+)?$/, 'bin'],
  ['/usr/local/opt', /^postgresql(@\d+)?$/, 'bin'],
]

/** Every folder of this machine that holds a `postgres` program: first the one on PATH, then the newest package. */
export function localBinaryFolders(path: string | undefined): readonly string[] {
  const onPath = findOnPath('postgres', path)
  const folders = packageFolders.flatMap(([parent, name, programs]) =>
    list(parent)
      .filter((entry) => name.test(entry))
      .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((entry) => join(parent, entry, programs)),
  )
  const found = [...(onPath === undefined ? [] : [dirname(realpathSync(onPath))]), ...folders]
  return [...new Set(found)].filter((folder) => isExecutable(join(folder, 'postgres')))
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // not that kind of machine
  }
}
