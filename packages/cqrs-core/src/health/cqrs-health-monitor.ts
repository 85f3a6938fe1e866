import type { HealthCheck, HealthReport, HealthStatus } from '@uno-ts/types'

/** What a {@link CQRSHealthMonitor} looks after. */
export interface CQRSHealthMonitorOptions {
  readonly checks: readonly HealthCheck[]
  /** How long one check may take before it counts as unhealthy, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
}

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
 * Runs health checks side by side and puts what they found together.
 *
 * @example
 * ```ts
 * import { CQRSHealthMonitor } from '@uno-ts/cqrs-core'
 *
 * const monitor = new CQRSHealthMonitor({
 *   checks: [{ name: 'event store', check: async () => ({ status: 'healthy', facts: { lag: 0 } }) }],
 * })
 * const { status, checks } = await monitor.check()
 * ```
 */
export class CQRSHealthMonitor {
  readonly #checks: readonly HealthCheck[]
  readonly #timeoutMs: number

  constructor({ checks, timeoutMs = 5_000 }: CQRSHealthMonitorOptions) {
    this.#checks = checks
    this.#timeoutMs = timeoutMs
  }

  /** Asks every check. It never throws: a check that throws, or is not done in time, is unhealthy. */
  async check(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<OverallHealthReport> {
    const checks = await Promise.all(this.#checks.map((each) => this.#ask(each, options.signal)))
    return { status: worstOf(checks), checks }
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

function worstOf(reports: readonly HealthReport[]): HealthStatus {
  return reports.reduce<HealthStatus>(
    (worst, { status }) =>
      fromBestToWorst.indexOf(status) > fromBestToWorst.indexOf(worst) ? status : worst,
    'healthy',
  )
}
