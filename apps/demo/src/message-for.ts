import { isUnoError } from '@uno-ts/types'
import { UnusableFileError } from './import/survey-file.ts'
import { SettingError } from './settings.ts'

/** What a person is told when a program of the shop cannot go on: a sentence where one is enough, else the stack. */
export function messageFor(error: unknown): string {
  if (error instanceof SettingError || error instanceof UnusableFileError)
    return `Not possible: ${error.message}.`
  if (isUnoError(error)) return `Not possible: ${error.message}.`
  if (isSystemError(error)) return `Not possible: ${error.message}.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** What the operating system says: a file that is not there, a port that is taken. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
