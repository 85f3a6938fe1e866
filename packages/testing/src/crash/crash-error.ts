import { UnoError } from '@uno-ts/types'

/** The process is gone: what a call of a watched object fails with at the point of a crash, and after it. */
export class CrashError extends UnoError {
  readonly code = 'ERR_CRASH' as const
  readonly retryable = false
  /** Where it crashed: `store.append, before`. */
  readonly point: string

  constructor(point: string) {
    super(`crashed at ${point}`)
    this.point = point
  }
}
