import type { Middleware } from '@uno-ts/types'
import { CQRSMetrics } from '../telemetry/cqrs-metrics.ts'

/** What measures, and by which clock. */
export interface MetricsOptions {
  /** Default: instruments on the application's OpenTelemetry SDK. */
  readonly metrics?: CQRSMetrics | undefined
  /** A clock that never steps back, in milliseconds. Default `performance.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Counts and times every message: how many have ended and how, how long they took, how many are under way, and how many
 * rows a query has answered with. Every error counts as not successful, refusals too. Where nobody listens it does
 * nothing at all.
 */
export function metrics(options: MetricsOptions = {}): Middleware {
  const { metrics: measured = new CQRSMetrics(), now = () => performance.now() } = options
  const measuring: Middleware = async ({ message }, next) => {
    const { kind, type } = message.definition
    const begun = now()
    let success = false
    measured.messageStarted(kind, type)
    try {
      const result = await next()
      success = true
      const rows = kind === 'query' ? rowsOf(result) : undefined
      if (rows !== undefined) measured.queryAnswered(type, rows)
      return result
    } finally {
      measured.messageEnded(kind, type, { success, durationMs: now() - begun })
    }
  }
  return (context, next) => (measured.isListenedTo ? measuring(context, next) : next())
}

/** The rows of a list, or of a page: `{ items }`. */
function rowsOf(result: unknown): number | undefined {
  if (Array.isArray(result)) return result.length
  if (typeof result !== 'object' || result === null || !('items' in result)) return undefined
  return Array.isArray(result.items) ? result.items.length : undefined
}
