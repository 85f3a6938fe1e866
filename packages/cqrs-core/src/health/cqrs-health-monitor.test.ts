import { silentLogger, type HealthCheck, type HealthReport, type HealthStatus } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { CQRSHealthMonitor } from './cqrs-health-monitor.ts'

const checkThat = (name: string, check: () => Promise<HealthReport>): HealthCheck => ({ name, check })
const found = (status: HealthStatus) => checkThat(status, async () => ({ status }))

describe('a health monitor', () => {
  it.each([
    [[], 'healthy'],
    [['healthy', 'healthy'], 'healthy'],
    [['healthy', 'degraded'], 'degraded'],
    [['degraded', 'unhealthy', 'healthy'], 'unhealthy'],
  ] as const)('takes the worst of %j for the whole', async (statuses, overall) => {
    const monitor = new CQRSHealthMonitor({ checks: statuses.map(found) })

    expect((await monitor.check()).status).toBe(overall)
  })

  it('gives what each check found, by name and in order', async () => {
    const store = checkThat('store', async () => ({ status: 'healthy', facts: { lag: 3 } }))
    const monitor = new CQRSHealthMonitor({ checks: [store, found('degraded')] })

    expect((await monitor.check()).checks).toEqual([
      { name: 'store', status: 'healthy', facts: { lag: 3 } },
      { name: 'degraded', status: 'degraded' },
    ])
  })

  it('takes a check that throws for unhealthy, and keeps its message to itself', async () => {
    const broken = checkThat('store', () => Promise.reject(new TypeError('password of ada')))

    expect(await new CQRSHealthMonitor({ checks: [broken] }).check()).toEqual({
      status: 'unhealthy',
      checks: [{ name: 'store', status: 'unhealthy', message: 'the check failed: TypeError' }],
    })
  })

  it('does not wait for a check longer than it may take', async () => {
    const signals: (AbortSignal | undefined)[] = []
    const stuck: HealthCheck = {
      name: 'stuck',
      check: (options) => {
        signals.push(options?.signal)
        return new Promise(() => undefined)
      },
    }
    const monitor = new CQRSHealthMonitor({ checks: [stuck, found('healthy')], timeoutMs: 5 })

    expect(await monitor.check()).toEqual({
      status: 'unhealthy',
      checks: [
        { name: 'stuck', status: 'unhealthy', message: 'no answer within 5 ms' },
        { name: 'healthy', status: 'healthy' },
      ],
    })
    expect(signals[0]?.aborted).toBe(true)
  })

  it('ends with its caller', async () => {
    const stuck = checkThat('stuck', () => new Promise(() => undefined))
    const caller = new AbortController()
    const checking = new CQRSHealthMonitor({ checks: [stuck] }).check({ signal: caller.signal })
    caller.abort()

    expect(await checking).toMatchObject({ checks: [{ message: 'the check was aborted' }] })
    expect(await new CQRSHealthMonitor({ checks: [stuck] }).check({ signal: caller.signal })).toMatchObject({
      checks: [{ message: 'the check was aborted' }],
    })
  })

  it('tells when a status has changed, of the whole or of a part, and only then', async () => {
    const statuses: HealthStatus[] = ['healthy', 'degraded', 'degraded', 'unhealthy', 'healthy']
    let at = 0
    const monitor = new CQRSHealthMonitor({
      checks: [checkThat('store', async () => ({ status: statuses[at++] ?? 'healthy' })), found('healthy')],
    })
    const told: string[] = []
    const stop = monitor.onChange((now, before) => told.push(`${before.status} > ${now.status}`))
    for (let nr = 0; nr < 4; nr++) await monitor.check()
    stop()
    await monitor.check()

    expect(told).toEqual(['healthy > degraded', 'degraded > unhealthy'])
    expect(monitor.last?.status).toBe('healthy')
  })

  it('survives a callback that throws, and logs it', async () => {
    const logged: unknown[] = []
    const monitor = new CQRSHealthMonitor({
      checks: [found('degraded')],
      logger: { ...silentLogger, error: (facts: unknown) => void logged.push(facts) },
    })
    const told: HealthStatus[] = []
    monitor.onChange(() => {
      throw new Error('broken')
    })
    monitor.onChange(({ status }) => told.push(status))
    await monitor.check()

    expect(told).toEqual(['degraded'])
    expect(logged).toHaveLength(1)
  })

  it('checks again and again until it is told to stop', async () => {
    const stop = new AbortController()
    let times = 0
    const counting = checkThat('store', async () => {
      if (++times === 3) stop.abort()
      return { status: 'healthy' }
    })
    await new CQRSHealthMonitor({ checks: [counting] }).run({ everyMs: 1, signal: stop.signal })

    expect(times).toBe(3)
  })
})
