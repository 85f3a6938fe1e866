import type { IdempotencyStore, IdempotentOutcome } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../clock/manual-clock.ts'
import { InMemoryIdempotencyStore } from '../../idempotency/in-memory-idempotency-store.ts'
import { InMemoryTransaction } from '../../transaction/in-memory-transaction.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { idempotencyCases } from './idempotency-cases.ts'

type Sabotage = (honest: InMemoryIdempotencyStore) => Partial<IdempotencyStore>

const run = (sabotage: Sabotage): Promise<string | undefined> =>
  firstFailure(idempotencyCases, ['concurrent-connections'], () => {
    const clock = new ManualClock()
    const honest = new InMemoryIdempotencyStore({ clock })
    return {
      store: sabotaged<IdempotencyStore>(honest, sabotage(honest)),
      async begin() {
        const handle = new InMemoryTransaction()
        return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
      },
      age: (ms) => clock.advance(ms),
      dispose: () => undefined,
    }
  })

describe('the conformance suite of idempotency stores', () => {
  it('passes an honest store, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it('names every case once', () => {
    const names = idempotencyCases.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<[string, Sabotage]>([
    ['records nothing', () => ({ record: async () => undefined })],
    [
      'records beside the transaction',
      (honest) => ({ record: (key, outcome) => honest.record(key, outcome) }),
    ],
    [
      'loses a result that is falsy',
      (honest) => ({
        record(key, outcome, transaction) {
          const kept: IdempotentOutcome = outcome.ok
            ? { ok: true, value: outcome.value || undefined }
            : outcome
          return honest.record(key, kept, transaction)
        },
      }),
    ],
    [
      'keeps the result alone, and not the position beside it',
      (honest) => ({
        record(key, outcome, transaction) {
          const kept: IdempotentOutcome = outcome.ok ? { ok: true, value: outcome.value } : outcome
          return honest.record(key, kept, transaction)
        },
      }),
    ],
    [
      'gives fields in an order of its own',
      (honest) => ({
        async claim(key, transaction) {
          const known = await honest.claim(key, transaction)
          if (known.state !== 'done' || !known.outcome.ok) return known
          const { value } = known.outcome
          if (typeof value !== 'object' || value === null || Array.isArray(value)) return known
          const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
          return { ...known, outcome: { ...known.outcome, value: Object.fromEntries(fields) } }
        },
      }),
    ],
    [
      'never says that a call is running',
      (honest) => ({
        async claim(key, transaction) {
          const known = await honest.claim(key, transaction)
          return known.state === 'running' ? { state: 'unknown' } : known
        },
      }),
    ],
    [
      'does not look at the payload',
      (honest) => ({
        claim: (key, transaction) => honest.claim({ ...key, fingerprint: '' }, transaction),
        record: (key, outcome, transaction) =>
          honest.record({ ...key, fingerprint: '' }, outcome, transaction),
      }),
    ],
    [
      'mixes tenants up',
      (honest) => ({
        claim: (key, transaction) => honest.claim({ ...key, tenant: '' }, transaction),
        record: (key, outcome, transaction) => honest.record({ ...key, tenant: '' }, outcome, transaction),
      }),
    ],
    ['forgets nothing', () => ({ forget: async () => 0 })],
    ['forgets everything', (honest) => ({ forget: () => honest.forget({ maxAgeMs: -1 }) })],
    [
      'lets a late outcome pass',
      (honest) => ({
        record: (key, outcome, transaction) =>
          honest.record(key, outcome, transaction).catch(() => undefined),
      }),
    ],
  ])('notices a store that %s', async (_what, sabotage) => {
    expect(await run(sabotage)).toBeDefined()
  })
})
