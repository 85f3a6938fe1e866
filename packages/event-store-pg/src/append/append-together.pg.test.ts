import { waitUntil } from '@uno-ts/testing'
import { defaultTenant, streamId, uuidV7Source, type CommitPlan, type ExpectedVersion } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { appendPlan } from './append-plan.ts'
import { isForMany } from './append-together.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

/** A plan of one append to each stream; its events are tagged by the stream's name. */
function planOf(...streams: readonly (readonly [name: string, expectedVersion: ExpectedVersion])[]) {
  const appends = streams.map(([name, expectedVersion]) => ({
    streamId: streamId('many', name),
    expectedVersion,
    events: [1, 2].map((nr) => ({ type: 'Happened', data: { name, nr }, tags: [`many:${name}`] })),
  }))
  return { appends } satisfies CommitPlan
}

const versionOf = async (name: string) => (await open.store.streamState(streamId('many', name))).streamVersion

describe('a plan of several streams', () => {
  it('draws positions in the order of its appends, whatever the streams are called', async () => {
    const { appends, globalPosition } = await open.store.commit(
      planOf(['z', 'no-stream'], ['a', 'no-stream'], ['m', 'no-stream']),
    )
    const { events } = await open.store.readByQuery({
      items: [{ tags: ['many:a'] }, { tags: ['many:m'] }, { tags: ['many:z'] }],
    })

    expect(appends.map((append) => append.streamId)).toEqual(['many-z', 'many-a', 'many-m'])
    expect(appends.map(({ streamVersion }) => streamVersion)).toEqual([2, 2, 2])
    expect(events.map(({ data }) => data)).toEqual(
      ['z', 'a', 'm'].flatMap((name) => [1, 2].map((nr) => ({ name, nr }))),
    )
    const lastOfEach = [events[1], events[3], events[5]].map((event) => event?.globalPosition)
    expect(appends.map((append) => append.globalPosition)).toEqual(lastOfEach)
    expect(globalPosition).toBe(events[5]?.globalPosition)
  })

  it('writes nothing when one of them has moved, and says which', async () => {
    await open.store.commit(planOf(['moved', 'no-stream']))
    const lost = open.store.commit(planOf(['fresh', 'no-stream'], ['moved', 1], ['other', 'no-stream']))

    await expect(lost).rejects.toMatchObject({ code: 'ERR_CONCURRENCY', streamId: 'many-moved', actual: 2 })
    expect([await versionOf('fresh'), await versionOf('moved'), await versionOf('other')]).toEqual([0, 2, 0])
  })

  it('waits for one that somebody else holds, and follows what was there', async () => {
    await open.store.commit(planOf(['held', 'no-stream'], ['free', 'no-stream']))
    const client = await open.pool.connect()
    await client.query('begin')
    await client.query(`select 1 from uno.streams where stream_id = 'many-held' for update`)
    const committed = open.store.commit(planOf(['held', 2], ['free', 2]))
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    expect(await waitUntil(async () => (await open.pool.query(waits)).rows.length === 1, 5_000)).toBe(true)
    await client.query('rollback')
    client.release()

    expect((await committed).appends.map(({ streamVersion }) => streamVersion)).toEqual([4, 4])
  })
})

it.each<[string, boolean, CommitPlan]>([
  ['exact versions', true, planOf(['a', 'no-stream'], ['b', 3])],
  ['one stream', false, planOf(['a', 3])],
  ['any version', false, planOf(['a', 3], ['b', 'any'])],
  [
    'a condition',
    false,
    { ...planOf(['a', 1], ['b', 1]), conditions: [{ failIfEventsMatch: { items: [{ tags: ['t'] }] } }] },
  ],
  [
    'ids of the caller',
    false,
    {
      appends: planOf(['a', 1], ['b', 1]).appends.map((append) => ({
        ...append,
        events: [{ type: 'T', data: {}, id: uuidV7Source()() }],
      })),
    },
  ],
])('a plan with %s may be a group: %s', (_what, expected, plan) => {
  const options = { tenant: defaultTenant, codec: undefined, newId: uuidV7Source() }
  expect(isForMany(appendPlan(plan, options))).toBe(expected)
})
