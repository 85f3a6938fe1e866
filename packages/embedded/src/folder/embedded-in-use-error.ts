import { UnoError } from '@uno-ts/types'

/** Another process, or this one a second time, holds the folder of an embedded database. Nothing was touched. */
export class EmbeddedInUseError extends UnoError {
  readonly code = 'ERR_EMBEDDED_IN_USE' as const
  readonly retryable = false
  readonly dir: string
  /** The process that holds it. */
  readonly pid: number

  constructor(dir: string, pid: number) {
    const who = pid === process.pid ? `this process (pid ${pid})` : `the process with pid ${pid}`
    super(`the embedded database in ${dir} is in use by ${who}: one process at a time may hold a folder`)
    this.dir = dir
    this.pid = pid
  }
}
