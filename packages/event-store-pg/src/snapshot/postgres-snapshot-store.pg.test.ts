import { describeSnapshots } from '@uno-ts/testing/conformance'
import { isUnoError, streamId, type Event } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { snapshotSubject } from '../../test/snapshot-subject.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresSnapshotStore } from './postgres-snapshot-store.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describe.each(inject('postgresServers'))('PostgresSnapshotStore on $name', ({ url }) => {
  let own: OpenStore

  beforeAll(async () => {
    own = await openStore({ url })
  })
  afterAll(() => own.close())

  describeSnapshots('snapshots', () => snapshotSubject(own.pool), ['queries', 'damage'])
})

describe('loading with a snapshot', () => {
  it('takes one round trip, with a tail longer than a page too', async () => {
    const { store, pool } = open
    const stream = streamId('trips', '1')
    const events = Array.from({ length: 2_500 }, (_, number) => ({ type: 'Numbered', data: { number } }))
    await store.append(stream, events, { expectedVersion: 'no-stream' })
    const snapshots = new PostgresSnapshotStore({ pool })
    const takenAt = new Date()
    await snapshots.save({ streamId: stream, streamVersion: 100, schemaVersion: 1, state: {}, takenAt })
    let statements = 0
    const counting = new Proxy(pool, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (name === 'query') statements += 1
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    const counted = new PostgresEventStore({ pool: counting })

    const loaded = await counted.load(stream, { snapshotSchemaVersion: 1 })
    expect(loaded.events).toHaveLength(2_400)
    expect(statements).toBe(1)
    expect((await counted.load(stream)).events).toHaveLength(2_500)
    expect(statements).toBe(2)
  })

  it('reads through the transaction it is given', async () => {
    const { store, pool } = open
    const stream = streamId('trips', '2')
    await store.append(stream, [{ type: 'Numbered', data: {} }], { expectedVersion: 'no-stream' })
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query({
        text: `insert into uno.snapshots values ('default', $1, 1, 1, '"inside"', now(),
          uno.snapshot_checksum('default', $1, 1, 1, '"inside"'))`,
        values: [stream],
      })
      const transaction = { connection: client, sql: undefined }
      const inside = await store.load(stream, { snapshotSchemaVersion: 1, transaction })
      expect(inside.snapshot?.state).toBe('inside')
      expect((await store.load(stream, { snapshotSchemaVersion: 1 })).snapshot).toBeUndefined()
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
})

describe('a snapshot of a query', () => {
  it('lets ten racing writers decide upon it and the events after it, damaged or not', async () => {
    const { store, pool } = open
    const snapshots = new PostgresSnapshotStore({ pool })
    const query = { items: [{ types: ['InvoiceIssued'] }] }
    const key = { queryHash: 'last invoice', schemaVersion: 1 }
    let fromSnapshots = 0
    const issue = async (): Promise<void> => {
      const snapshot = await snapshots.loadQuery(key.queryHash, key)
      if (snapshot !== undefined) fromSnapshots++
      const { events, head } = await store.readByQuery<Event<'InvoiceIssued', { readonly nr: number }>>(
        query,
        {
          after: snapshot?.marker,
        },
      )
      const last = events.at(-1)?.data.nr ?? Number(snapshot?.state ?? 0)
      await snapshots.saveQuery({ ...key, state: last, marker: head })
      try {
        await store.commit({
          appends: [{ events: [{ type: 'InvoiceIssued', data: { nr: last + 1 } }] }],
          conditions: [{ failIfEventsMatch: query, after: head }],
        })
      } catch (error) {
        if (!isUnoError(error, 'ERR_CONCURRENCY')) throw error
        await issue()
      }
    }
    const writer = async (nr: number): Promise<void> => {
      for (let each = 0; each < 4; each++) {
        await issue()
        if (nr === 0) await pool.query(`update uno.query_snapshots set state = '999'`)
      }
    }
    await Promise.all(Array.from({ length: 10 }, (_, nr) => writer(nr)))
    const { events } = await store.readByQuery<Event<'InvoiceIssued', { readonly nr: number }>>(query)
    expect(events.map(({ data }) => data.nr)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    expect(fromSnapshots).toBeGreaterThan(0)
  })

  it('is passed over when it was changed or is ahead of the log, and the next one replaces it', async () => {
    const { store, pool } = open
    const snapshots = new PostgresSnapshotStore({ pool })
    const query = { items: [{ types: ['Numbered'] }] }
    const { head: marker } = await store.readByQuery(query)
    const snapshot = { queryHash: 'q', schemaVersion: 1, state: { seats: 1 }, marker }
    for (const change of ['marker = marker - 1', 'marker = 1000000', `state = '{"seats": 2}'`]) {
      await snapshots.saveQuery(snapshot)
      expect(await snapshots.loadQuery('q', { schemaVersion: 1 })).toEqual(snapshot)
      await pool.query(`update uno.query_snapshots set ${change}`)
      expect(await snapshots.loadQuery('q', { schemaVersion: 1 })).toBeUndefined()
    }
    // Even with the right checksum: a marker ahead of the log would hide events from a condition.
    await pool.query(`update uno.query_snapshots set marker = 1000000,
      checksum = uno.snapshot_checksum(tenant_id, query_hash, schema_version, 1000000, state)`)
    expect(await snapshots.loadQuery('q', { schemaVersion: 1 })).toBeUndefined()
    await snapshots.saveQuery(snapshot)
    expect(await snapshots.loadQuery('q', { schemaVersion: 1 })).toEqual(snapshot)
  })
})
