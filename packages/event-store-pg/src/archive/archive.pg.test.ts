import { createDatabase } from '@uno-ts/testing'
import { isUnoError, streamId, type Event } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { describeArchive } from '../../test/describe-archive.ts'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { EventStoreManager } from '../manager/event-store-manager.ts'

describeArchive('a native server', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url })
  return {
    pool,
    close: async () => {
      await pool.end()
      await database.drop()
    },
  }
})

describe('archiving beside others', () => {
  let open: OpenStore
  let manager: EventStoreManager
  const anEvent: Event = { type: 'Happened', data: {} }

  beforeAll(async () => {
    open = await openStore()
    manager = new EventStoreManager({ pool: open.pool })
  })
  afterAll(() => open.close())

  it('waits for an append under way, and takes its event along', async () => {
    const stream = streamId('busy', '1')
    await open.store.append(stream, [anEvent], { expectedVersion: 0 })
    const client = await open.pool.connect()
    await client.query('begin')
    await open.store.commitOn(client, {
      appends: [{ streamId: stream, expectedVersion: 1, events: [anEvent] }],
    })
    const archiving = manager.archive(stream)
    await expect
      .poll(async () => {
        const { rows } = await open.pool.query(
          `select count(*)::int as waiting from pg_stat_activity
           where wait_event_type = 'Lock' and query like '%archive_streams%'`,
        )
        return rows[0].waiting
      })
      .toBe(1)
    await client.query('commit')
    client.release()
    expect(await archiving).toEqual({ events: 2 })
  })

  it('leaves out a stream that was idle until an append under way commits', async () => {
    const stream = streamId('idle', '1')
    await open.store.append(stream, [anEvent], { expectedVersion: 0 })
    const { lastRecordedAt } = await open.store.streamState(stream)
    const lastRecordedBefore = new Date((lastRecordedAt?.getTime() ?? 0) + 1)
    const client = await open.pool.connect()
    await client.query('begin')
    await expect.poll(() => Date.now()).toBeGreaterThan(lastRecordedBefore.getTime() + 1)
    await open.store.commitOn(client, {
      appends: [{ streamId: stream, expectedVersion: 1, events: [anEvent] }],
    })
    const archiving = manager.archiveWhere({ category: 'idle', lastRecordedBefore })
    await client.query('commit')
    client.release()
    expect(await archiving).toMatchObject({ streams: [], events: 0 })
    expect((await open.store.streamState(stream)).archived).toBe(false)
  })

  it('never lets a stream be read half moved, nor an append slip in between', async () => {
    const stream = streamId('moving', '1')
    await open.store.append(
      stream,
      Array.from({ length: 50 }, () => anEvent),
      { expectedVersion: 0 },
    )
    const done = new AbortController()
    let version = 50
    const appending = (async () => {
      while (!done.signal.aborted) {
        try {
          version = (await open.store.append(stream, [anEvent], { expectedVersion: 'any' })).streamVersion
        } catch (error) {
          if (!isUnoError(error, 'ERR_STREAM_ARCHIVED')) throw error
        }
      }
    })()
    const reading = (async () => {
      let reads = 0
      while (!done.signal.aborted) {
        const { events, streamVersion } = await open.store.load(stream)
        expect(events.map((event) => event.streamVersion)).toEqual(events.map((_event, index) => index + 1))
        expect(streamVersion).toBeGreaterThanOrEqual(50)
        reads++
      }
      return reads
    })()
    for (let round = 0; round < 20; round++) {
      await manager.archive(stream)
      await manager.unarchive(stream)
    }
    done.abort()
    await appending
    expect(await reading).toBeGreaterThan(5)
    expect((await open.store.streamState(stream)).streamVersion).toBe(version)
  })
})
