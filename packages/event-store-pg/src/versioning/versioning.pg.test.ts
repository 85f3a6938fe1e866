import { streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeVersioning } from '../../test/describe-versioning.ts'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { ordersThroughTime } from '../../test/orders-through-time.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresUnitOfWorkFactory } from '../unit-of-work/postgres-unit-of-work-factory.ts'

let open: OpenStore
let tenants = 0

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describeVersioning('old events on a native server', async (codec) => {
  const tenant = `tenant-${++tenants}`
  return new PostgresEventStore({ pool: open.pool, tenant, codec, pollIntervalMs: 20 })
})

describe('an event that does not fit', () => {
  it('takes the own SQL of its unit of work back', async () => {
    const { pool } = open
    await pool.query('create table own (id text primary key)')
    const eventStore = new PostgresEventStore({ pool, codec: ordersThroughTime })
    const unit = new PostgresUnitOfWorkFactory({ eventStore, pool }).begin()
    const { connection } = await unit.transaction()
    await connection.query({ text: `insert into own values ('undone')` })
    const event = { type: 'OrderPicked', data: {} }
    unit.append(streamId('order', 'unit'), [event], { expectedVersion: 'no-stream' })

    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_VALIDATION' })
    expect((await pool.query('select from own')).rowCount).toBe(0)
  })
})

describe('events of an unknown version', () => {
  it('stop a reader with an error that says which one it is, and go past no checkpoint', async () => {
    const { pool, store } = open
    const stream = streamId('order', 'newer')
    const today = new PostgresEventStore({ pool, codec: ordersThroughTime })
    const after = await store.head()
    await store.append(stream, [{ type: 'OrderPicked', data: { by: 'hush' }, schemaVersion: 9 }], {
      expectedVersion: 'no-stream',
    })
    const error: unknown = await today.readPage({ after }).catch((reason: unknown) => reason)

    expect(error).toMatchObject({
      code: 'ERR_EVENT_DECODING',
      eventType: 'OrderPicked',
      schemaVersion: 9,
      streamId: stream,
      streamVersion: 1,
      globalPosition: await store.head(),
    })
    expect(String(error)).not.toContain('hush')
    await expect(today.load(stream)).rejects.toMatchObject({ code: 'ERR_EVENT_DECODING' })
  })
})
