import { chmodSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Makes a program unpacked from another release run on this machine, whose C library may be too old for it: it is started
 * by the loader and with the libraries that were unpacked with it. Other programs find it under its name, and it takes
 * that for its own, so that it finds its files beside itself.
 */
export function runWithOwnLoader(root: string, program: string): void {
  const file = join(root, program)
  const up = relative(join(file, '..'), root)
  const libraries = readdirSync(join(root, 'usr/lib')).find((name) => name.includes('-linux-')) ?? ''
  const loader = readdirSync(join(root, 'usr/lib', libraries)).find((name) =>
    /^ld-linux.*\.so\.\d+$/.test(name),
  )
  renameSync(file, `${file}.elf`)
  writeFileSync(
    file,
    `#!/bin/sh
lib=\${0%/*}/${up}/usr/lib/${libraries}
exec "$lib/${loader}" --library-path "$lib" --argv0 "$0" "$0.elf" "$@"
`,
  )
  chmodSync(file, 0o755)
}
