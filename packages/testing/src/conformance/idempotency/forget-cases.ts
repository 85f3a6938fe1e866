import { assert } from '../assert.ts'
import { complete, someKey, stateOf } from './claimed.ts'
import type { IdempotencyTopic } from './idempotency-subject.ts'

/** Forgetting what nobody will repeat any more. */
export const forgetCases: IdempotencyTopic = {
  topic: 'forgetting',
  cases: [
    {
      name: 'forgets what is older than it is told, and nothing else',
      async run(subject) {
        const [old, young] = [someKey(), someKey()]
        await complete(subject, old, { ok: true, value: 1 })
        await subject.age(120_000)
        await complete(subject, young, { ok: true, value: 2 })
        assert.ok((await subject.store.forget({ maxAgeMs: 60_000 })) >= 1)
        assert.deepEqual(await stateOf(subject, old), { state: 'unknown' })
        assert.equal((await stateOf(subject, young)).state, 'done')
        assert.equal(await subject.store.forget({ maxAgeMs: 60_000 }), 0)
      },
    },
    {
      name: 'lets a forgotten key be used again, with another payload too',
      async run(subject) {
        const key = someKey()
        await complete(subject, key, { ok: true, value: 1 })
        await subject.age(120_000)
        await subject.store.forget({ maxAgeMs: 60_000 })
        await complete(subject, { ...key, fingerprint: 'another payload' }, { ok: true, value: 2 })
        const known = await stateOf(subject, { ...key, fingerprint: 'another payload' })
        assert.deepEqual(known, { state: 'done', outcome: { ok: true, value: 2 } })
      },
    },
  ],
}
