import { randomUUID } from 'node:crypto'
import { isUnoError } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { someKey, stateOf } from './claimed.ts'
import type { IdempotencyTopic } from './idempotency-subject.ts'

/** Telling that the first call has not ended. */
export const runningCases: IdempotencyTopic = {
  topic: 'calls at the same time',
  cases: [
    {
      name: 'says of a key at once that its first call is running, and afterwards how it ended',
      needs: 'concurrent-connections',
      async run(subject) {
        const key = someKey()
        const first = await subject.begin()
        assert.deepEqual(await subject.store.claim(key, first.handle), { state: 'unknown' })
        assert.deepEqual(await stateOf(subject, key), { state: 'running' })
        await subject.store.record(key, { ok: true, value: 7 }, first.handle)
        assert.deepEqual(await stateOf(subject, key), { state: 'running' })
        await first.commit()
        assert.deepEqual(await stateOf(subject, key), { state: 'done', outcome: { ok: true, value: 7 } })
      },
    },
    {
      name: 'lets the next call run when the first was rolled back',
      needs: 'concurrent-connections',
      async run(subject) {
        const key = someKey()
        const first = await subject.begin()
        await subject.store.claim(key, first.handle)
        const second = await subject.begin()
        assert.deepEqual(await subject.store.claim(key, second.handle), { state: 'running' })
        await first.rollback()
        assert.deepEqual(await subject.store.claim(key, second.handle), { state: 'unknown' })
        await second.rollback()
      },
    },
    {
      name: 'lets no second call run whose payload is another',
      needs: 'concurrent-connections',
      async run(subject) {
        const key = someKey()
        const first = await subject.begin()
        await subject.store.claim(key, first.handle)
        const other = await stateOf(subject, { ...key, fingerprint: 'another payload' }).catch(
          (error: unknown) => error,
        )
        const held = isUnoError(other, 'ERR_IDEMPOTENCY') || (other as { state: string }).state === 'running'
        assert.ok(held, 'running, or refused for its payload')
        await first.rollback()
      },
    },
    {
      name: 'holds up neither other keys nor other tenants',
      needs: 'concurrent-connections',
      async run(subject) {
        const key = someKey()
        const first = await subject.begin()
        await subject.store.claim(key, first.handle)
        assert.deepEqual(await stateOf(subject, someKey()), { state: 'unknown' })
        assert.deepEqual(await stateOf(subject, { ...key, tenant: randomUUID() }), { state: 'unknown' })
        await first.rollback()
      },
    },
    {
      name: 'lets one of ten calls run that come at once',
      needs: 'concurrent-connections',
      async run(subject) {
        const key = someKey()
        const calls = await Promise.all(Array.from({ length: 10 }, () => subject.begin()))
        const states = await Promise.all(calls.map(({ handle }) => subject.store.claim(key, handle)))
        assert.equal(states.filter(({ state }) => state === 'unknown').length, 1)
        assert.equal(states.filter(({ state }) => state === 'running').length, 9)
        for (const call of calls) await call.rollback()
      },
    },
    {
      name: 'does not let the one that ran meanwhile commit after a refusal was recorded',
      needs: 'concurrent-connections',
      async run(subject) {
        const key = someKey()
        const second = await subject.begin()
        await subject.store.claim(key, second.handle)
        const outcome = {
          ok: false,
          error: { name: 'RuleViolation', code: 'ERR_RULE_VIOLATION', message: 'no', retryable: false },
        } as const
        await subject.store.record(key, outcome) // of the first call, which was rolled back before the second began
        const late = subject.store.record(key, { ok: true, value: 1 }, second.handle)
        await rejection(late, 'ERR_IDEMPOTENCY', { problem: 'running' })
        await second.rollback()
        assert.deepEqual(await stateOf(subject, key), { state: 'done', outcome })
      },
    },
  ],
}
