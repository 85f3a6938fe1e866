import { randomUUID } from 'node:crypto'
import { RuleViolation, type Json } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { complete, someKey, stateOf } from './claimed.ts'
import type { IdempotencyTopic } from './idempotency-subject.ts'

/** Results that must come back as they were. */
const results: Readonly<Record<string, Json | undefined>> = {
  'no result': undefined,
  null: null,
  false: false,
  zero: 0,
  'an empty text': '',
  'an object in a list': [{ orderId: '7', lines: [1, 2.5, -0.001], note: null }],
  'text beyond ASCII': { 'ключ "1"\\': 'žluťoučký 🐎 \u2028\n', escaped: 'a\u0000b' },
}
const refusal = {
  ok: false,
  error: new RuleViolation('SOLD_OUT', 'nothing is left', { details: { left: 0 } }).toJSON(),
} as const

/** Giving the first outcome again. */
export const outcomeCases: IdempotencyTopic = {
  topic: 'outcomes',
  cases: [
    {
      name: 'knows nothing of a new key',
      async run(subject) {
        assert.deepEqual(await stateOf(subject, someKey()), { state: 'unknown' })
      },
    },
    ...(Object.entries(results).map(([what, value]) => ({
      name: `gives ${what} again`,
      async run(subject) {
        const key = someKey()
        await complete(subject, key, { ok: true, value })
        const known = await stateOf(subject, key)
        assert.equal(known.state, 'done')
        assert.ok(known.state === 'done' && known.outcome.ok)
        assert.deepEqual(known.outcome.value, value)
      },
    })) satisfies IdempotencyTopic['cases']),
    {
      name: 'gives a result again in the order of its fields, with the position beside it',
      async run(subject) {
        const key = someKey()
        const outcome = {
          ok: true,
          value: { z: 1, aa: null, b: 2 },
          globalPosition: '9007199254740993',
        } as const
        await complete(subject, key, outcome)
        const known = await stateOf(subject, key)
        assert.deepEqual(known, { state: 'done', outcome })
        assert.ok(known.state === 'done' && known.outcome.ok)
        assert.equal(JSON.stringify(known.outcome.value), JSON.stringify(outcome.value))
      },
    },
    {
      name: 'gives a refusal again that was recorded after the rollback of its call',
      async run(subject) {
        const key = someKey()
        const call = await subject.begin()
        await subject.store.claim(key, call.handle)
        await call.rollback()
        await subject.store.record(key, refusal)
        assert.deepEqual(await stateOf(subject, key), { state: 'done', outcome: refusal })
      },
    },
    {
      name: 'forgets claim and outcome of a call that was rolled back',
      async run(subject) {
        const key = someKey()
        for (const recorded of [false, true]) {
          const call = await subject.begin()
          assert.deepEqual(await subject.store.claim(key, call.handle), { state: 'unknown' })
          if (recorded) await subject.store.record(key, { ok: true, value: 1 }, call.handle)
          await call.rollback()
        }
        assert.deepEqual(await stateOf(subject, key), { state: 'unknown' })
      },
    },
    {
      name: 'forgets the claim of a call that commits without an outcome',
      async run(subject) {
        const key = someKey()
        const call = await subject.begin()
        await subject.store.claim(key, call.handle)
        await call.commit()
        assert.deepEqual(await stateOf(subject, key), { state: 'unknown' })
      },
    },
    {
      name: 'refuses the key with another payload, however the first call ended',
      async run(subject) {
        for (const outcome of [{ ok: true, value: 1 } as const, refusal]) {
          const key = someKey()
          await complete(subject, key, outcome)
          const other = { ...key, fingerprint: 'another payload' }
          await rejection(stateOf(subject, other), 'ERR_IDEMPOTENCY', {
            problem: 'payload',
            retryable: false,
          })
          assert.deepEqual(await stateOf(subject, key), { state: 'done', outcome })
        }
      },
    },
    {
      name: 'keeps tenants apart',
      async run(subject) {
        const key = someKey()
        await complete(subject, key, { ok: true, value: 1 })
        const other = { ...key, tenant: randomUUID(), fingerprint: 'another payload' }
        assert.deepEqual(await stateOf(subject, other), { state: 'unknown' })
      },
    },
    {
      name: 'keeps keys apart that differ in case or in a space',
      async run(subject) {
        const key = someKey()
        await complete(subject, key, { ok: true, value: 1 })
        for (const other of [` ${key.key}`, `${key.key} `, `${key.key}A`, key.key.toUpperCase() + 'a']) {
          assert.deepEqual(await stateOf(subject, { ...key, key: other }), { state: 'unknown' })
        }
      },
    },
    {
      name: 'keeps the first outcome when another one comes',
      async run(subject) {
        const key = someKey()
        await subject.store.record(key, refusal)
        await subject.store.record(key, { ok: true, value: 'late' })
        assert.deepEqual(await stateOf(subject, key), { state: 'done', outcome: refusal })
      },
    },
    {
      name: 'lets no call commit its outcome after another one was recorded',
      async run(subject) {
        const key = someKey()
        await subject.store.record(key, refusal)
        const call = await subject.begin()
        const late = subject.store.record(key, { ok: true, value: 'late' }, call.handle)
        await rejection(late, 'ERR_IDEMPOTENCY', { problem: 'running', retryable: true })
        await call.rollback()
        assert.deepEqual(await stateOf(subject, key), { state: 'done', outcome: refusal })
      },
    },
  ],
}
