import {
  silentLogger,
  type HealthCheck,
  type HealthReport,
  type HealthStatus,
  type Logger,
} from '@uno-ts/types'
import { delay } from '../middleware/delay.ts'

/** What a {@link CQRSHealthMonitor} looks after. */
export interface CQRSHealthMonitorOptions {
  /** What is asked, all at the same time. */
  readonly checks: readonly HealthCheck[]
  /** How long one check may take before it counts as unhealthy, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** Says which callback threw. Default: nothing. */
  readonly logger?: Logger | undefined
}

/** Hears of a change: what is, and what was before. */
export type HealthChanged = (report: OverallHealthReport, before: OverallHealthReport) => void

/** What one check found, under its name. */
export interface NamedHealthReport extends HealthReport {
  readonly name: string
}

/** What all checks found. */
export interface OverallHealthReport {
  /** The worst of all; `healthy` when there is nothing to check. */
  readonly status: HealthStatus
  /** In the order the checks were given. */
  readonly checks: readonly NamedHealthReport[]
}

const fromBestToWorst: readonly HealthStatus[] = ['healthy', 'degraded', 'unhealthy']

/**
 * Runs health checks side by side, puts what they found together, and tells when a status has changed.
 *
 * @example
 * ```ts
 * import { CQRSHealthMonitor } from '@uno-ts/cqrs-core'
 *
 * const monitor = new CQRSHealthMonitor({
 *   checks: [{ name: 'event store', check: async () => ({ status: 'healthy', facts: { lag: 0 } }) }],
 * })
 * const { status, checks } = await monitor.check()
 *
 * const stop = new AbortController()
 * monitor.onChange((now, before) => process.stderr.write(`${before.status} -> ${now.status}\n`))
 * void monitor.run({ everyMs: 10_000, signal: stop.signal })
 * stop.abort()
 * ```
 */
export class CQRSHealthMonitor {
  readonly #checks: readonly HealthCheck[]
  readonly #timeoutMs: number
  readonly #logger: Logger
  readonly #listeners = new Set<{ readonly changed: HealthChanged }>()
  #last: OverallHealthReport | undefined

  constructor({ checks, timeoutMs = 5_000, logger = silentLogger }: CQRSHealthMonitorOptions) {
    this.#checks = checks
    this.#timeoutMs = timeoutMs
    this.#logger = logger
  }

  /** What was found the last time; `undefined` before the first check. */
  get last(): OverallHealthReport | undefined {
    return this.#last
  }

  /**
   * Calls back after each check in which the status of the whole or of one part is another than in the check before.
   * Before the first check all is taken for healthy. What a callback throws is logged. Returns the function that takes the
   * callback away again.
   */
  onChange(changed: HealthChanged): () => void {
    const listener = { changed } // the same callback may be added twice
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Checks again and again, with a pause of `everyMs` milliseconds between, until the signal aborts. It never throws. */
  async run({ everyMs, signal }: { readonly everyMs: number; readonly signal: AbortSignal }): Promise<void> {
    while (!signal.aborted) {
      await this.check({ signal })
      await delay(everyMs, signal).catch(() => undefined) // aborted: the loop ends
    }
  }

  /** Asks every check. It never throws: a check that throws, or is not done in time, is unhealthy. */
  async check(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<OverallHealthReport> {
    const checks = await Promise.all(this.#checks.map((each) => this.#ask(each, options.signal)))
    const report = { status: worstOf(checks), checks }
    if (options.signal?.aborted !== true) this.#compare(report) // what was cut short says nothing
    return report
  }

  #compare(report: OverallHealthReport): void {
    const before = this.#last ?? allHealthy(this.#checks)
    this.#last = report
    if (statusesOf(report) === statusesOf(before)) return
    for (const { changed } of this.#listeners) {
      try {
        changed(report, before)
      } catch (err) {
        this.#logger.error({ err }, 'a callback of the health monitor failed')
      }
    }
  }

  async #ask(check: HealthCheck, signal: AbortSignal | undefined): Promise<NamedHealthReport> {
    const ended = new AbortController()
    const late = new Promise<HealthReport>((resolve) => {
      const giveUp = (message: string) => {
        resolve({ status: 'unhealthy', message })
        ended.abort()
      }
      const timer = setTimeout(() => giveUp(`no answer within ${this.#timeoutMs} ms`), this.#timeoutMs)
      ended.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
      const abort = () => giveUp('the check was aborted')
      if (signal?.aborted === true) abort()
      else signal?.addEventListener('abort', abort, { signal: ended.signal })
    })
    try {
      return { ...(await Promise.race([report(check, ended.signal), late])), name: check.name }
    } finally {
      ended.abort()
    }
  }
}

/** The message of an error may name a host or a user, so it is not shown. */
async function report(check: HealthCheck, signal: AbortSignal): Promise<HealthReport> {
  try {
    return await check.check({ signal })
  } catch (error) {
    return {
      status: 'unhealthy',
      message: `the check failed: ${error instanceof Error ? error.name : 'unknown'}`,
    }
  }
}

function allHealthy(checks: readonly HealthCheck[]): OverallHealthReport {
  return { status: 'healthy', checks: checks.map(({ name }) => ({ name, status: 'healthy' })) }
}

function statusesOf({ checks }: OverallHealthReport): string {
  return checks.map(({ status }) => status).join()
}

function worstOf(reports: readonly HealthReport[]): HealthStatus {
  return reports.reduce<HealthStatus>(
    (worst, { status }) =>
      fromBestToWorst.indexOf(status) > fromBestToWorst.indexOf(worst) ? status : worst,
    'healthy',
  )
}
