import { silentLogger, type IdempotencyStore } from '@uno-ts/types'
import { describe, expect, it, vi } from 'vitest'
import { IdempotencyKeyExpiry } from './idempotency-key-expiry.ts'

describe('the expiry of idempotency keys', () => {
  it('looks at once, again after each pause, and after a failure too', async () => {
    const warned: unknown[] = []
    const outage = new Error('the database is away')
    const forget = vi.fn<IdempotencyStore['forget']>(async () => 0).mockRejectedValueOnce(outage)
    const logger = { ...silentLogger, warn: (facts: unknown) => void warned.push(facts) }
    await using expiry = new IdempotencyKeyExpiry({ store: { forget }, maxAgeMs: 50, everyMs: 1, logger })
    expiry.start()

    await vi.waitUntil(() => forget.mock.calls.length >= 3)
    expect(forget).toHaveBeenCalledWith({ maxAgeMs: 50 })
    expect(warned).toEqual([{ err: outage }])
  })

  it('ends when the look that is under way has ended, and may begin again', async () => {
    const looking = Promise.withResolvers<number>()
    const forget = vi.fn<IdempotencyStore['forget']>(() => looking.promise)
    const expiry = new IdempotencyKeyExpiry({ store: { forget }, everyMs: 1 })
    expiry.start()
    expiry.start()
    let isStopped = false
    const stopped = expiry.stop().then(() => (isStopped = true))
    await Promise.resolve()
    expect(isStopped).toBe(false)

    looking.resolve(0)
    await stopped
    expect(forget).toHaveBeenCalledTimes(1)
    expect(forget).toHaveBeenCalledWith({ maxAgeMs: 86_400_000 })
    expiry.start()
    await vi.waitUntil(() => forget.mock.calls.length >= 2)
    await expiry.stop()
  })
})
