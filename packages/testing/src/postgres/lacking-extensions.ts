import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where installations keep the files of extensions, from the folder of the programs on. */
const extensionFolders = [
  '../share/extension',
  '../share/postgresql/extension',
  '../share/postgres/extension',
]

/** The extensions among `names` that an installation cannot create. */
export function lackingExtensions(
  programs: { readonly folder: string; readonly major: number },
  names: readonly string[],
): readonly string[] {
  const folders = [...extensionFolders, `../../../../share/postgresql/${programs.major}/extension`] // the last is Debian's
  const isThere = (name: string): boolean =>
    folders.some((folder) => existsSync(join(programs.folder, folder, `${name}.control`)))
  return names.filter((name) => !isThere(name))
}
