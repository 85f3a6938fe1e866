import type { HealthReport, HealthStatus } from '@uno-ts/types'
import type { ErrorCounts, ErrorRate } from './error-rate.ts'

/** When a bus counts as well. */
export interface BusHealthCheckOptions {
  /** Counts the messages of the bus: its middleware stands in the bus's list. */
  readonly errorRate: ErrorRate
  /** The name of the report. Default: `command bus` or `query bus`. */
  readonly name?: string | undefined
  /** Above this part of failed messages the bus is degraded, from 0 to 1. Default 0.05. */
  readonly degradedAbove?: number | undefined
  /** Above this part of failed messages the bus is unhealthy, from 0 to 1. Default 0.5. */
  readonly unhealthyAbove?: number | undefined
  /** Fewer messages within the window say nothing: the bus is healthy. Default 20. */
  readonly minMessages?: number | undefined
  /** Executes something harmless through the bus; when it throws, the bus is unhealthy. Default: nothing is executed. */
  readonly probe?: ((options: { readonly signal?: AbortSignal | undefined }) => Promise<unknown>) | undefined
}

/** How well a bus is, by what has become of its messages of late. It never throws. */
export async function busReport(
  { errorRate, probe, ...thresholds }: BusHealthCheckOptions,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<HealthReport> {
  const counts = errorRate.counts
  const { messages, failed, rate } = counts
  const facts = { messages, failed, errorRate: Math.round(rate * 10_000) / 10_000 }
  try {
    await probe?.(options)
  } catch (error) {
    const what = error instanceof Error ? error.name : 'unknown' // its message may name a host or a user
    return { status: 'unhealthy', message: `the probe failed: ${what}`, facts }
  }
  const status = statusOf(counts, thresholds)
  if (status === 'healthy') return { status, facts }
  return { status, message: `${Math.round(rate * 100)} % of ${messages} messages have failed`, facts }
}

function statusOf(
  { messages, rate }: ErrorCounts,
  thresholds: Pick<BusHealthCheckOptions, 'degradedAbove' | 'unhealthyAbove' | 'minMessages'>,
): HealthStatus {
  const { degradedAbove = 0.05, unhealthyAbove = 0.5, minMessages = 20 } = thresholds
  if (messages < minMessages) return 'healthy'
  if (rate > unhealthyAbove) return 'unhealthy'
  return rate > degradedAbove ? 'degraded' : 'healthy'
}
