import { InMemoryEventStore, InMemorySnapshotStore } from '@uno-ts/testing'
import { streamId, type Outcome } from '@uno-ts/types'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type OpenDatabase, type TestTables } from '../../test/open-database.ts'
import { counted, many, type TestEvent } from '../../test/tally.ts'
import type { SnapshotProjection } from './snapshot-projection.ts'
import { SnapshotProjector, type RebuiltAggregate } from './snapshot-projector.ts'

let database: OpenDatabase
let store: InMemoryEventStore
let snapshots: InMemorySnapshotStore

beforeAll(async () => {
  database = await openDatabase()
})
beforeEach(async () => {
  await database.pool.query('truncate tally')
  store = new InMemoryEventStore()
  snapshots = new InMemorySnapshotStore()
})
afterAll(() => database[Symbol.asyncDispose]())

let evolved = 0

const totals: SnapshotProjection<number, TestEvent, TestTables> = {
  name: 'totals',
  category: 'account',
  initialState: () => 0,
  evolve(count) {
    evolved += 1
    return count + 1
  },
  write: ({ streamId: key, state }, { tx }) =>
    sql`insert into tally values (${key}, ${state}) on conflict (key) do update set count = excluded.count`.execute(
      tx,
    ),
}

const projector = (schemaVersion = 1) => {
  const config = { every: 5, schemaVersion }
  return new SnapshotProjector({ eventStore: store, snapshots, db: database.db, projection: totals, config })
}
const account = (id: string) => streamId('account', id)
const add = (id: string, count: number) => store.append(account(id), many(count), { expectedVersion: 'any' })

async function rows(): Promise<Record<string, number>> {
  const found = await database.db.selectFrom('tally').selectAll().execute()
  return Object.fromEntries(found.map(({ key, count }) => [key, count]))
}

describe('a row that is rebuilt from a snapshot', () => {
  it('reads only the events after the state that was kept', async () => {
    await add('a', 7)
    expect(await projector().rebuildForAggregate(account('a'))).toEqual({
      streamId: 'account-a',
      streamVersion: 7,
      events: 7,
      snapshotVersion: 0,
    })
    await add('a', 2)
    expect(await projector().rebuildForAggregate(account('a'))).toMatchObject({
      events: 2,
      snapshotVersion: 7,
    })
    await add('a', 3)
    expect(await projector().rebuildForAggregate(account('a'))).toMatchObject({
      events: 5,
      snapshotVersion: 7,
    })
    evolved = 0
    expect(await projector().rebuildForAggregate(account('a'))).toMatchObject({
      events: 0,
      snapshotVersion: 12,
    })
    expect(evolved).toBe(0)
    expect(await rows()).toEqual({ 'account-a': 12 })
  })

  it('is folded from the first event where the shape of the state is another', async () => {
    await add('a', 6)
    await projector().rebuildForAggregate(account('a'))
    expect(await projector(2).rebuildForAggregate(account('a'))).toMatchObject({
      events: 6,
      snapshotVersion: 0,
    })
  })

  it('is not there for a stream that is not', async () => {
    await expect(projector().rebuildForAggregate(account('none'))).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await rows()).toEqual({})
  })

  it('does not meet the snapshots of the aggregate itself', async () => {
    await add('a', 6)
    const takenAt = new Date(0)
    await snapshots.save({ streamId: account('a'), streamVersion: 3, schemaVersion: 1, state: 99, takenAt })
    await projector().rebuildForAggregate(account('a'))
    expect(await rows()).toEqual({ 'account-a': 6 })
  })
})

describe('the rows of all streams', () => {
  it('are rebuilt one by one, with an outcome each, and the same twice', async () => {
    await add('a', 6)
    await add('b', 1)
    await store.append(streamId('other', 'c'), [counted('c')], { expectedVersion: 'no-stream' })
    for (const events of [
      [6, 1],
      [0, 1],
    ]) {
      const outcomes: Outcome<RebuiltAggregate>[] = await Array.fromAsync(projector().rebuildAll())
      expect(outcomes.map((outcome) => outcome.ok && outcome.value.events)).toEqual(events)
      expect(await rows()).toEqual({ 'account-a': 6, 'account-b': 1 })
    }
  })

  it('go on behind one that is refused', async () => {
    await add('a', 1)
    await add('b', 1)
    const write: typeof totals.write = (folded, context) => {
      if (folded.streamId === account('a')) throw new Error('refused')
      return totals.write(folded, context)
    }
    const fragile = new SnapshotProjector<number, TestEvent, TestTables>({
      eventStore: store,
      snapshots,
      db: database.db,
      projection: { ...totals, write },
      config: { every: 1, schemaVersion: 1 },
    })
    const outcomes = await Array.fromAsync(fragile.rebuildAll())
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true])
    expect(await rows()).toEqual({ 'account-b': 1 })
  })
})

describe('a configuration of snapshots', () => {
  it.each([
    { every: 0, schemaVersion: 1 },
    { every: 1, schemaVersion: 0.5 },
  ])('is refused when it is %j', (config) => {
    expect(
      () =>
        new SnapshotProjector({ eventStore: store, snapshots, db: database.db, projection: totals, config }),
    ).toThrow(expect.objectContaining({ code: 'ERR_CONFIGURATION' }))
  })
})
