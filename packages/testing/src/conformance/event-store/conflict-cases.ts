import type { EventStore, ExpectedVersion } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Appending to a stream that is not where the caller expects it. */
export const conflictCases: EventStoreTopic = {
  topic: 'conflicts',
  cases: [
    {
      name: 'refuses an exact version that the stream has passed',
      run: ({ store }) => refuses(store, { expected: 1, actual: 3 }),
    },
    {
      name: 'refuses an exact version that the stream has not reached',
      run: ({ store }) => refuses(store, { expected: 4, actual: 3 }),
    },
    {
      name: 'refuses an exact version of a stream that does not exist',
      run: ({ store }) => refuses(store, { expected: 1, actual: 0 }),
    },
    {
      name: 'refuses no-stream for a stream that exists',
      run: ({ store }) => refuses(store, { expected: 'no-stream', actual: 3 }),
    },
    {
      name: 'refuses stream-exists for a stream that does not',
      run: ({ store }) => refuses(store, { expected: 'stream-exists', actual: 0 }),
    },
    {
      name: 'may be retried: the right version is taken after a refusal',
      async run({ store }) {
        await refuses(store, { expected: 1, actual: 3 })
        await store.append(order('1'), [numbered(4)], { expectedVersion: 3 })
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2, 3, 4])
      },
    },
    {
      name: 'does not reach another stream',
      async run({ store }) {
        await refuses(store, { expected: 1, actual: 3 })
        await store.append(order('2'), [numbered(1)], { expectedVersion: 'no-stream' })
        assert.equal((await store.streamState(order('2'))).streamVersion, 1)
      },
    },
  ],
}

/** Appends at a wrong version and asserts that the error carries the facts and nothing was written. */
async function refuses(
  store: EventStore,
  { expected, actual }: { expected: ExpectedVersion; actual: number },
): Promise<void> {
  if (actual > 0) {
    await store.append(order('1'), numberedFrom(1, actual), { expectedVersion: 'no-stream' })
  }
  await rejection(
    store.append(order('1'), [numbered(99)], { expectedVersion: expected }),
    'ERR_CONCURRENCY',
    { streamId: order('1'), expected, actual, retryable: true },
  )
  assert.equal((await collect(store.readStream(order('1')))).length, actual)
}
