import type { EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { reasonOf } from '../rejection.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { numbered, numberedFrom, order } from './sample-events.ts'

/** A signal that is aborted throws its reason, untouched. */
export const abortCases: EventStoreTopic = {
  topic: 'aborting',
  cases: [
    {
      name: 'keeps an append from being written',
      async run({ store }) {
        const signal = AbortSignal.abort(reason)
        const append = store.append(order('1'), [numbered(1)], { expectedVersion: 'any', signal })
        assert.equal(await reasonOf(append), reason)
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
      },
    },
    {
      name: 'keeps a plan from being committed',
      async run({ store }) {
        const plan = {
          appends: [{ streamId: order('1'), expectedVersion: 'any' as const, events: [numbered(1)] }],
        }
        assert.equal(await reasonOf(store.commit(plan, { signal: AbortSignal.abort(reason) })), reason)
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
      },
    },
    throwsReason('reading a stream', (store, signal) => collect(store.readStream(order('1'), { signal }))),
    throwsReason('reading all events', (store, signal) => collect(store.readAll({ signal }))),
    throwsReason('reading a page', (store, signal) => store.readPage({ signal })),
    throwsReason('loading a stream', (store, signal) => store.load(order('1'), { signal })),
    throwsReason("asking for a stream's state", (store, signal) => store.streamState(order('1'), { signal })),
    throwsReason('asking for the head', (store, signal) => store.head({ signal })),
    {
      name: 'ends reading a stream in the middle',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 5), { expectedVersion: 'any' })
        const controller = new AbortController()
        const events = store.readStream(order('1'), { signal: controller.signal, batchSize: 1 })
        assert.equal(await reasonOf(abortAfterFirst(events, controller)), reason)
      },
    },
    {
      name: 'ends reading all events in the middle',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 5), { expectedVersion: 'any' })
        const controller = new AbortController()
        const events = store.readAll({ signal: controller.signal, batchSize: 1 })
        assert.equal(await reasonOf(abortAfterFirst(events, controller)), reason)
      },
    },
  ],
}

const reason = new Error('the caller has gone')

function throwsReason(
  name: string,
  read: (store: EventStore, signal: AbortSignal) => Promise<unknown>,
): EventStoreCase {
  return {
    name: `ends ${name}`,
    async run({ store }) {
      await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
      assert.equal(await reasonOf(read(store, AbortSignal.abort(reason))), reason)
    },
  }
}

async function abortAfterFirst(events: AsyncIterable<unknown>, controller: AbortController): Promise<void> {
  for await (const event of events) {
    assert.ok(event, 'there is a first event')
    controller.abort(reason)
  }
}
