import type { HealthCheck, HealthReport } from '@uno-ts/types'
import type { HealthMonitor } from './health-monitor.ts'

/** What one part says of itself, and how long it took. */
export interface HealthPart extends HealthReport {
  readonly durationMs: number
}

/** Asks all parts at once. One that throws or takes longer than `timeoutMs` is unhealthy. */
export async function checkAll(
  checks: readonly HealthCheck[],
  timeoutMs: number,
): Promise<Record<string, HealthPart>> {
  const parts = await Promise.all(
    checks.map(async (check) => [check.name, await timed(check, timeoutMs)] as const),
  )
  return Object.fromEntries(parts)
}

/** Asks the parts of a monitor, which asks them at once and waits no longer than it is told. */
export async function checkMonitor(
  monitor: HealthMonitor,
  timeoutMs: number,
): Promise<Record<string, HealthPart>> {
  const start = performance.now()
  const { checks } = await monitor.check({ signal: AbortSignal.timeout(timeoutMs) })
  const durationMs = Math.round(performance.now() - start)
  return Object.fromEntries(checks.map(({ name, ...report }) => [name, { ...report, durationMs }]))
}

async function timed(check: HealthCheck, timeoutMs: number): Promise<HealthPart> {
  const start = performance.now()
  const report = await bounded(check, timeoutMs)
  return { ...report, durationMs: Math.round(performance.now() - start) }
}

async function bounded(check: HealthCheck, timeoutMs: number): Promise<HealthReport> {
  const signal = AbortSignal.timeout(timeoutMs)
  const late = new Promise<HealthReport>((resolve) => {
    const message = `did not answer within ${timeoutMs} ms`
    signal.addEventListener('abort', () => resolve({ status: 'unhealthy', message }), { once: true })
  })
  try {
    return await Promise.race([check.check({ signal }), late])
  } catch {
    // What it says may name what is inside: the part itself logs it.
    return { status: 'unhealthy', message: 'the check failed' }
  }
}
