import {
  ConcurrencyError,
  DatabaseError,
  defaultTenant,
  StreamArchivedError,
  streamId,
  type CommitPlan,
  type CommitResult,
  type Event,
  type StreamAppend,
} from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { HeldConnection } from '../../test/held-connection.ts'
import { archivedState, conflictState } from '../schema/append-migration.ts'
import { leftOutState } from '../schema/append-together-migration.ts'
import { appendEvents } from './append-events.ts'
import { appendPlan } from './append-plan.ts'
import { appendTogether } from './append-together.ts'

const happened: Event = { type: 'Happened', data: {} }
const to = (
  name: string,
  events: readonly Event[],
  expectedVersion: StreamAppend['expectedVersion'] = 3,
) => ({
  streamId: streamId('test', name),
  expectedVersion,
  events,
})
const two: CommitPlan = { appends: [to('b', [happened], 2), to('a', [happened, happened])] }

let database: HeldConnection
beforeEach(() => {
  database = new HeldConnection()
})

const planned = (plan: CommitPlan) =>
  appendPlan(plan, { tenant: defaultTenant, codec: undefined, newId: () => crypto.randomUUID() })

function append(plan: CommitPlan): Promise<CommitResult> {
  const appended = appendEvents(database, planned(plan), {
    events: { text: 'events' },
    event: { text: 'event' },
  })
  appended.catch(() => undefined) // looked at later
  return appended
}

/** What the driver throws. */
const refusal = (code: string, facts: object = {}) => Object.assign(new Error(code), { code, ...facts })

describe('one event', () => {
  it('is at the version after the one its writer knew', async () => {
    const appended = append({ appends: [to('a', [happened])] })
    await database.sent[0]?.answer({ position: '17' })
    expect(await appended).toEqual({
      appends: [{ streamId: 'test-a', streamVersion: 4, globalPosition: 17n, written: true }],
      globalPosition: 17n,
    })
  })

  it.each([[{ position: null }], [undefined]])(
    'that lost (%j) learns from the general way what it met',
    async (row) => {
      const appended = append({ appends: [to('a', [happened])] })
      await database.sent[0]?.answer(row)
      expect(database.sent[1]).toMatchObject({ text: 'events', streams: ['test-a'] })
      await database.sent[1]?.answer({ conflict: 1, actual: '5' })
      await expect(appended).rejects.toEqual(
        new ConcurrencyError({ streamId: 'test-a' as never, expected: 3, actual: 5 }),
      )
    },
  )

  it('passes on why the database refused', async () => {
    const appended = append({ appends: [to('a', [happened])] })
    await database.sent[0]?.fail(refusal('40P01'))
    await expect(appended).rejects.toMatchObject({ code: 'ERR_DATABASE', retryable: true })
  })
})

describe('a plan', () => {
  it('is sent with its streams by name, and its events in the order of the caller', () => {
    void append(two)
    const [tenant, streams, expected, counts, events, checkIds, locks, conditions] =
      database.sent[0]?.values ?? []
    expect([tenant, streams, expected, counts]).toEqual(['default', ['test-a', 'test-b'], [3, 2], [2, 1]])
    const placed = JSON.parse(events as string) as { s: number; k: number }[]
    expect(placed.map(({ s, k }) => [s, k])).toEqual([
      [2, 1],
      [1, 1],
      [1, 2],
    ])
    expect([checkIds, conditions]).toEqual([false, null])
    expect(locks).toEqual(planned(two).locks)
  })

  it('is sent with its conditions, and without a place for a stream that is only checked', () => {
    const conditions = [{ failIfEventsMatch: { items: [{ tags: ['a:1'] }] } }]
    void append({ appends: [to('b', []), to('a', [happened])], conditions })
    const values = database.sent[0]?.values ?? []
    expect(JSON.parse(values[4] as string)).toMatchObject([{ s: 1, k: 1 }])
    expect(JSON.parse(values[7] as string)).toEqual([{ after: '0', items: [{ tags: ['a:1'] }] }])
  })

  it('ended at its highest position, and each append where its stream did, in the order of the caller', async () => {
    const appended = append({ appends: [...two.appends, to('c', [])] })
    await database.sent[0]?.answer({
      conflict: null,
      versions: ['5', '3', '9'],
      positions: ['12', '10', null],
      written: true,
    })
    expect(await appended).toEqual({
      appends: [
        { streamId: 'test-b', streamVersion: 3, globalPosition: 10n, written: true },
        { streamId: 'test-a', streamVersion: 5, globalPosition: 12n, written: true },
      ],
      globalPosition: 12n,
    })
  })

  it('says when its events had been written before, and that a check alone has no position', async () => {
    const before = append(two)
    await database.sent[0]?.answer({
      conflict: null,
      versions: ['5', '3'],
      positions: ['10', '12'],
      written: false,
    })
    expect(await before).toMatchObject({
      appends: [{ written: false }, { written: false }],
      globalPosition: 12n,
    })
    const check = append({ appends: [to('a', [])] })
    await database.sent[1]?.answer({ conflict: null, versions: ['5'], positions: [null], written: false })
    expect(await check).toEqual({ appends: [], globalPosition: undefined })
  })

  it('says which stream it met where, also from within a transaction', async () => {
    const met = new ConcurrencyError({ streamId: 'test-b' as never, expected: 2, actual: 7 })
    const one = append(two)
    await database.sent[0]?.answer({ conflict: 2, actual: '7' })
    await expect(one).rejects.toEqual(met)
    const other = append(two)
    await database.sent[1]?.fail(refusal(conflictState, { detail: '{"conflict":2,"actual":7}' }))
    await expect(other).rejects.toEqual(met)
  })

  it('says of a failed condition that it was no stream', async () => {
    const appended = append({
      appends: [to('a', [happened])],
      conditions: [{ failIfEventsMatch: { items: [{ types: ['X'] }] } }],
    })
    await database.sent[0]?.answer({ conflict: 0, actual: null })
    await expect(appended).rejects.toMatchObject({
      code: 'ERR_CONCURRENCY',
      streamId: undefined,
      actual: undefined,
    })
  })

  it('says which stream is archived', async () => {
    const cause = refusal(archivedState, { detail: '{"conflict":2}' })
    const appended = append(two)
    await database.sent[0]?.fail(cause)
    await expect(appended).rejects.toSatisfy(
      (error) => error instanceof StreamArchivedError && error.streamId === 'test-b' && error.cause === cause,
    )
  })

  it('says that an id is known elsewhere, and of no other rule of the tables that it is about ids', async () => {
    const cause = refusal('23505', { constraint: 'events_id' })
    const appended = append(two)
    await database.sent[0]?.fail(cause)
    await expect(appended).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: 'an event id is recorded already, in another stream or at another place',
      cause,
    })
    for (const other of [
      refusal('23505', { constraint: 'streams_pkey' }),
      refusal('23505'),
      refusal('23514', { constraint: 'events_id' }),
      refusal(conflictState),
      refusal(archivedState),
    ]) {
      const refused = append(two)
      await database.sent.at(-1)?.fail(other)
      await expect(refused).rejects.toMatchObject({ code: 'ERR_DATABASE', cause: other })
    }
  })

  it('passes on errors of the family, and says when the database answers nothing', async () => {
    const error = new DatabaseError('away')
    const appended = append(two)
    await database.sent[0]?.fail(error)
    await expect(appended).rejects.toBe(error)
    const unanswered = append(two)
    await database.sent[1]?.answer(undefined)
    await expect(unanswered).rejects.toMatchObject({ message: expect.stringContaining('append') })
  })
})

describe('an append to several streams', () => {
  const together = () => appendTogether(database, planned(two), { text: 'together' })

  it('has positions that ascend in the order of the caller', async () => {
    const appended = together()
    await database.sent[0]?.answer({ versions: ['5', '3'], first_position: '10', positions: null })
    expect(await appended).toEqual({
      appends: [
        { streamId: 'test-b', streamVersion: 3, globalPosition: 10n, written: true },
        { streamId: 'test-a', streamVersion: 5, globalPosition: 12n, written: true },
      ],
      globalPosition: 12n,
    })
    const scattered = together()
    await database.sent[1]?.answer({
      versions: ['5', '3'],
      first_position: null,
      positions: ['20', '22', '25'],
    })
    expect((await scattered)?.appends.map(({ globalPosition }) => globalPosition)).toEqual([20n, 25n])
  })

  it('is left out where a stream is held or elsewhere, and fails with all else', async () => {
    const leftOut = together()
    await database.sent[0]?.fail(refusal(leftOutState))
    expect(await leftOut).toBeUndefined()
    const unanswered = together()
    await database.sent[1]?.answer(undefined)
    expect(await unanswered).toBeUndefined()
    const failed = together()
    failed.catch(() => undefined) // looked at below
    await database.sent[2]?.fail(refusal('57014'))
    await expect(failed).rejects.toMatchObject({ code: 'ERR_DATABASE' })
  })
})
