import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The full name of the program called `name` on `path` (the value of `PATH`), if there is one. */
export function findOnPath(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

/** Whether `file` is there and this process may run it. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
