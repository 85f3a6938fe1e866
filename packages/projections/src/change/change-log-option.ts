import { ConfigurationError, type ProjectionChangeLog, type ProjectionStorage } from '@uno-ts/types'

/** Where changes are noted, and for how long. */
export interface ChosenChangeLog {
  readonly changes: ProjectionChangeLog
  /** In milliseconds. */
  readonly keepMs: number
}

const hourMs = 3_600_000

/**
 * What a runner's option `changeLog` asks for; `undefined` when it does not.
 *
 * @throws ConfigurationError when the storage has no log, or the time is not a whole number from 1
 */
export function changeLogOf(
  option: boolean | { readonly keepMs?: number | undefined } | undefined,
  { changes }: Pick<ProjectionStorage, 'changes'>,
): ChosenChangeLog | undefined {
  if (option === undefined || option === false) return undefined
  if (changes === undefined) {
    throw new ConfigurationError('changeLog needs a storage that keeps changes', { path: 'changeLog' })
  }
  const { keepMs = hourMs } = option === true ? {} : option
  if (!Number.isSafeInteger(keepMs) || keepMs < 1) {
    throw new ConfigurationError(`changeLog.keepMs must be a whole number from 1, found ${keepMs}`, {
      path: 'changeLog.keepMs',
    })
  }
  return { changes, keepMs }
}
