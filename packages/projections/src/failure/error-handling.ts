import type { ProjectionErrorStrategy } from '@uno-ts/types'

/** What becomes of an event that a handler refuses, and how often it is tried before. */
export interface ErrorHandlingOptions {
  /**
   * `stop`: the projection stops at the event. `skip`: the event is passed over. `retry`: it is tried until it succeeds.
   * `deadLetter`: it is parked, and with it later events of its key; other keys go on.
   */
  readonly strategy: ProjectionErrorStrategy
  /** How often an event is tried again before `stop`, `skip` or `deadLetter`. Default 0. */
  readonly retries?: number | undefined
  /** The longest first wait between tries, in milliseconds; it doubles, with jitter. Default 100. */
  readonly firstMs?: number | undefined
  /** The longest wait, in milliseconds. Default 5,000. */
  readonly longestMs?: number | undefined
}

/** Error handling with every default in its place. */
export interface ResolvedErrorHandling {
  readonly strategy: ProjectionErrorStrategy
  readonly retries: number
  readonly firstMs: number
  readonly longestMs: number
}

/** A strategy alone, or with how often to try before. */
export type ErrorHandling = ProjectionErrorStrategy | ErrorHandlingOptions

const strategies: ReadonlySet<string> = new Set<ProjectionErrorStrategy>([
  'stop',
  'skip',
  'retry',
  'deadLetter',
])

/** The strategy with its defaults; `retry` tries without end. */
export function errorHandling(handling: ErrorHandling): ResolvedErrorHandling {
  const options = typeof handling === 'string' ? { strategy: handling } : handling
  const { strategy, retries = 0, firstMs = 100, longestMs = 5_000 } = options
  return {
    strategy,
    retries: strategy === 'retry' ? Number.POSITIVE_INFINITY : retries,
    firstMs,
    longestMs,
  }
}

/** What is wrong with a definition's error handling, if anything. */
export function errorHandlingTrouble(
  handling: ErrorHandling,
): { readonly path: string; readonly expected: string } | undefined {
  const options = typeof handling === 'string' ? { strategy: handling } : handling
  if (!strategies.has(options.strategy)) {
    return {
      path: typeof handling === 'string' ? '' : '.strategy',
      expected: `one of ${[...strategies].join(', ')}`,
    }
  }
  for (const name of ['retries', 'firstMs', 'longestMs'] as const) {
    const value = options[name]
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 0)) {
      return { path: `.${name}`, expected: `a whole number from 0, found ${value}` }
    }
  }
  return undefined
}
