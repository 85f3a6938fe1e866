import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { EventStoreManager } from './event-store-manager.ts'

let database: EmbeddedDatabase
beforeAll(async () => {
  database = await embedded()
}, 60_000)
afterAll(() => database.close())

const allSteps = eventStoreMigrations.steps.map((step) => `event-store/${step.name}`)
const inSync = { inSync: true, pending: [], differences: [] }

describe('looking after an embedded event store', () => {
  it('upgrades from an older version by migrating, and tells what has drifted', async () => {
    const { pool } = database
    const manager = new EventStoreManager({ pool, schema: 'migrated' })
    const older = { ...eventStoreMigrations, steps: eventStoreMigrations.steps.slice(0, 3) }
    await new EventStoreManager({ pool, schema: 'migrated', sets: [older] }).migrate()
    expect(await manager.pending()).toEqual(allSteps.slice(3))
    expect(await manager.migrate()).toEqual({ applied: allSteps.slice(3) })
    expect(await manager.drift()).toEqual(inSync)
    await pool.query('alter sequence migrated.event_position cache 10')
    expect(await manager.drift()).toMatchObject({ inSync: false, differences: [{ name: 'event_position' }] })
  })

  it('comes to the same by the SQL it prints', async () => {
    const manager = new EventStoreManager({ pool: database.pool, schema: 'printed' })
    await database.pool.query(manager.sql())
    expect(await manager.drift()).toEqual(inSync)
    expect(await manager.migrate()).toEqual({ applied: [] })
  })

  it('counts events, streams and aggregates', async () => {
    const { pool } = database
    const manager = new EventStoreManager({ pool, schema: 'counted' })
    await manager.migrate()
    const store = new PostgresEventStore({ pool, schema: 'counted' })
    const events = [1, 2].map((nr) => ({ type: 'Happened', data: { nr } }))
    for (const nr of ['1', '2']) {
      await store.append(streamId('order', nr), events, { expectedVersion: 'no-stream' })
    }
    expect(await manager.counts()).toMatchObject({ events: 4, streams: 2, byType: [{ type: 'Happened' }] })
    expect(await manager.aggregateCount('order')).toBe(2)
  })
})
