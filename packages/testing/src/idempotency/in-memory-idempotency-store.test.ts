import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/manual-clock.ts'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryIdempotencyStore } from './in-memory-idempotency-store.ts'

const key = { tenant: 'default', key: 'k-1', fingerprint: 'f-1' }
const done = { ok: true, value: { orderId: '7' } } as const

describe('an idempotency store in memory', () => {
  it('gives the first outcome to a repeat', async () => {
    const store = new InMemoryIdempotencyStore()
    const transaction = new InMemoryTransaction()
    expect(await store.claim(key, transaction)).toEqual({ state: 'unknown' })
    await store.record(key, done, transaction)
    await transaction.commit()
    expect(await store.claim(key, new InMemoryTransaction())).toEqual({ state: 'done', outcome: done })
  })

  it('tells a repeat that the first call still runs', async () => {
    const store = new InMemoryIdempotencyStore()
    await store.claim(key, new InMemoryTransaction())
    expect(await store.claim(key, new InMemoryTransaction())).toEqual({ state: 'running' })
  })

  it('forgets a claim and its outcome with a rollback', async () => {
    const store = new InMemoryIdempotencyStore()
    for (const recorded of [false, true]) {
      const transaction = new InMemoryTransaction()
      expect(await store.claim(key, transaction)).toEqual({ state: 'unknown' })
      if (recorded) await store.record(key, done, transaction)
      await transaction.rollback()
    }
    expect(await store.claim(key, new InMemoryTransaction())).toEqual({ state: 'unknown' })
  })

  it('keeps a refusal that was recorded on its own when the transaction rolls back', async () => {
    const store = new InMemoryIdempotencyStore()
    const transaction = new InMemoryTransaction()
    const error = { name: 'RuleViolation', code: 'ERR_RULE_VIOLATION', message: 'no', retryable: false }
    await store.claim(key, transaction)
    await store.record(key, { ok: false, error })
    await transaction.rollback()
    expect(await store.claim(key, new InMemoryTransaction())).toEqual({
      state: 'done',
      outcome: { ok: false, error },
    })
  })

  it('refuses the key for another payload', async () => {
    const store = new InMemoryIdempotencyStore()
    await store.record(key, done)
    const claim = store.claim({ ...key, fingerprint: 'f-2' }, new InMemoryTransaction())
    await expect(claim).rejects.toMatchObject({ code: 'ERR_IDEMPOTENCY', problem: 'payload' })
  })

  it('keeps tenants apart', async () => {
    const store = new InMemoryIdempotencyStore()
    await store.record(key, done)
    const other = { ...key, tenant: 'other' }
    expect(await store.claim(other, new InMemoryTransaction())).toEqual({ state: 'unknown' })
  })

  it('forgets what is old', async () => {
    const clock = new ManualClock()
    const store = new InMemoryIdempotencyStore({ clock })
    await store.record(key, done)
    clock.advance(1000)
    await store.record({ ...key, key: 'k-2' }, done)
    clock.advance(500)
    expect(await store.forget({ maxAgeMs: 1000 })).toBe(1)
    expect(await store.claim(key, new InMemoryTransaction())).toEqual({ state: 'unknown' })
    expect(await store.claim({ ...key, key: 'k-2' }, new InMemoryTransaction())).toMatchObject({
      state: 'done',
    })
  })
})
