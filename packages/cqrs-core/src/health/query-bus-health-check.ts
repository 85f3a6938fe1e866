import type { HealthCheck, HealthReport } from '@uno-ts/types'
import { busReport, type BusHealthCheckOptions } from './bus-report.ts'

/**
 * Tells how well a query bus is: by the part of its messages that has failed of late, and by a probe.
 *
 * @example
 * ```ts
 * import { CQRSHealthMonitor, ErrorRate, QueryBusHealthCheck } from '@uno-ts/cqrs-core'
 *
 * const errorRate = new ErrorRate() // its middleware() stands in the list of the bus
 * const monitor = new CQRSHealthMonitor({ checks: [new QueryBusHealthCheck({ errorRate, minMessages: 50 })] })
 * ```
 */
export class QueryBusHealthCheck implements HealthCheck {
  readonly name: string
  readonly #options: BusHealthCheckOptions

  constructor(options: BusHealthCheckOptions) {
    this.name = options.name ?? 'query bus'
    this.#options = options
  }

  /** Looks at the error rate, and runs the probe. It never throws. */
  check(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<HealthReport> {
    return busReport(this.#options, options)
  }
}
