import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** One setting that cannot be used. */
export interface ConfigurationProblem {
  /** Which setting: `eventStore.pollIntervalMs`. */
  readonly path: string
  /** The environment variable it was read from, if any. */
  readonly variable?: string | undefined
  /** What would be right. */
  readonly expected: string
  /** What was found; of a secret only that there is one. */
  readonly found: string
}

/** The facts of a {@link ConfigurationError}. */
export interface ConfigurationErrorOptions extends UnoErrorOptions {
  /** Which setting: `eventStore.poolSize`, or the name of a variable. */
  readonly path?: string | undefined
  /** All that is wrong, where several settings were checked together. Default: none. */
  readonly problems?: readonly ConfigurationProblem[] | undefined
}

/** A setting is missing, contradicts another, or cannot be used here. Found at start, before anything was done. */
export class ConfigurationError extends UnoError {
  readonly code = 'ERR_CONFIGURATION' as const
  readonly retryable = false
  /** Which setting; the first one of several. */
  readonly path: string | undefined
  /** All that is wrong, where several settings were checked together. */
  readonly problems: readonly ConfigurationProblem[]

  constructor(message: string, options: ConfigurationErrorOptions = {}) {
    const { path, problems = [] } = options
    super(message, options)
    this.path = path ?? problems[0]?.path
    this.problems = problems
  }
}
