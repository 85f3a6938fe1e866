import { startFaultProxy } from '@uno-ts/testing'
import { streamId, type Event } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresUnitOfWorkFactory } from './postgres-unit-of-work-factory.ts'

let open: OpenStore
let units: PostgresUnitOfWorkFactory

beforeAll(async () => {
  open = await openStore()
  units = new PostgresUnitOfWorkFactory({ eventStore: open.store, pool: open.pool })
  await open.pool.query('create table own (id text primary key)')
})
afterAll(() => open.close())

const anEvent: Event = { type: 'Happened', data: {} }

async function ownRows(): Promise<readonly string[]> {
  const { rows } = await open.pool.query<{ id: string }>('select id from own order by id')
  return rows.map((row) => row.id)
}

describe('a unit of work', () => {
  it('commits own SQL and appends together', async () => {
    await using unit = units.begin()
    const { connection } = await unit.transaction()
    await connection.query({ text: 'insert into own values ($1)', values: ['together'] })
    unit.append(streamId('unit', '1'), [anEvent], { expectedVersion: 'no-stream' })
    expect(await ownRows()).not.toContain('together')
    const { appends } = await unit.commit()
    expect(appends).toMatchObject([{ streamId: 'unit-1', streamVersion: 1 }])
    expect(await ownRows()).toContain('together')
  })

  it('undoes own SQL when a stream has moved', async () => {
    await open.store.append(streamId('unit', '2'), [anEvent], { expectedVersion: 'no-stream' })
    const unit = units.begin()
    const { connection } = await unit.transaction()
    await connection.query({ text: 'insert into own values ($1)', values: ['undone'] })
    unit.append(streamId('unit', '2'), [anEvent], { expectedVersion: 'no-stream' })
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY', actual: 1 })
    expect(unit.state).toBe('rolled-back')
    expect(await ownRows()).not.toContain('undone')
  })

  it('does not claim to have committed what a swallowed error has undone', async () => {
    const unit = units.begin()
    const { connection } = await unit.transaction()
    await connection.query({ text: 'insert into own values ($1)', values: ['swallowed'] })
    await connection.query({ text: 'insert into nowhere values (1)' }).catch(() => undefined)
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_DATABASE', retryable: false })
    expect(unit.state).toBe('rolled-back')
    expect(await ownRows()).not.toContain('swallowed')
  })

  it('writes nothing and gives its connection back when it is left without a commit', async () => {
    const idle = open.pool.totalCount - open.pool.idleCount
    {
      await using unit = units.begin()
      const { connection } = await unit.transaction()
      await connection.query({ text: 'insert into own values ($1)', values: ['left'] })
      unit.append(streamId('unit', '3'), [anEvent], { expectedVersion: 'no-stream' })
    }
    expect(await ownRows()).not.toContain('left')
    expect((await open.store.streamState(streamId('unit', '3'))).streamVersion).toBe(0)
    expect(open.pool.totalCount - open.pool.idleCount).toBe(idle)
  })

  it('appends twice to one stream in the order of the calls, from the version before both', async () => {
    const unit = units.begin()
    unit.append(streamId('unit', '4'), [anEvent], { expectedVersion: 'no-stream' })
    unit.append(streamId('unit', '4'), [{ ...anEvent, type: 'Again' }], { expectedVersion: 1 })
    expect(unit.pending(streamId('unit', '4')).map((event) => event.type)).toEqual(['Happened', 'Again'])
    expect((await unit.commit()).appends).toMatchObject([{ streamVersion: 2 }])
  })

  it('refuses an append that contradicts what is planned for its stream', async () => {
    const unit = units.begin()
    const stream = streamId('unit', 'twice')
    unit.append(stream, [anEvent], { expectedVersion: 'no-stream' })
    expect(() => unit.append(stream, [anEvent], { expectedVersion: 'no-stream' })).toThrow(
      'stream "unit-twice" is at version 1, expected no-stream',
    )
    expect((await unit.commit()).appends).toMatchObject([{ streamVersion: 1 }])
  })

  it('checks its conditions when it appends nothing', async () => {
    await open.store.commit({ appends: [{ events: [{ ...anEvent, tags: ['seat:1'] }] }] })
    const unit = units.begin()
    unit.require({ failIfEventsMatch: { items: [{ tags: ['seat:1'] }] } })
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('runs its hooks after the commit, once, and not at all without one', async () => {
    const ran: string[] = []
    const committed = units.begin()
    committed.onCommit(async () => {
      ran.push((await open.store.streamState(streamId('unit', '5'))).streamVersion === 1 ? 'after' : 'before')
    })
    committed.append(streamId('unit', '5'), [anEvent], { expectedVersion: 'no-stream' })
    await committed.commit()
    const refused = units.begin()
    refused.onCommit(() => void ran.push('never'))
    refused.append(streamId('unit', '5'), [anEvent], { expectedVersion: 'no-stream' })
    await expect(refused.commit()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(ran).toEqual(['after'])
  })

  it('writes last what needs to know positions, with the events or not at all', async () => {
    const stream = streamId('unit', '9')
    const noted = units.begin()
    noted.beforeCommit(async ({ globalPosition }, { connection }) => {
      expect(await open.store.streamState(stream)).toMatchObject({ streamVersion: 0 }) // not committed
      await connection.query({ text: 'insert into own values ($1)', values: [`at ${globalPosition}`] })
    })
    noted.append(stream, [anEvent], { expectedVersion: 'no-stream' })
    const { globalPosition } = await noted.commit()
    expect(await ownRows()).toContain(`at ${globalPosition}`)

    const failing = units.begin()
    failing.append(stream, [anEvent], { expectedVersion: 1 })
    failing.beforeCommit(() => Promise.reject(new Error('no')))
    await expect(failing.commit()).rejects.toThrow('no')
    expect(failing.state).toBe('rolled-back')
    expect(await open.store.streamState(stream)).toMatchObject({ streamVersion: 1 })
  })

  it('cuts off an append that cannot get its locks in time', async () => {
    const impatient = new PostgresUnitOfWorkFactory({
      eventStore: open.store,
      pool: open.pool,
      appendTimeoutMs: 100,
    })
    await open.store.append(streamId('unit', '6'), [anEvent], { expectedVersion: 'no-stream' })
    const holder = await open.pool.connect()
    await holder.query('begin')
    await holder.query(`select 1 from uno.streams where stream_id = 'unit-6' for update`)
    const unit = impatient.begin()
    await unit.transaction()
    unit.append(streamId('unit', '6'), [anEvent], { expectedVersion: 1 })
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_DATABASE', retryable: true })
    await holder.query('rollback')
    holder.release()
  })

  it('says of a commit whose answer is lost that its outcome is unknown, and asks nobody to run it again', async () => {
    const { hostname, port } = new URL(open.url)
    await using proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) } })
    const pool = open.anotherPool({ connectionString: proxy.rewrite(open.url), max: 1 })
    class DeafEventStore extends PostgresEventStore {
      override async commitOn(...plan: Parameters<PostgresEventStore['commitOn']>) {
        const result = await super.commitOn(...plan)
        proxy.dropReplies() // the next statement is the commit
        return result
      }
    }
    const unit = new PostgresUnitOfWorkFactory({ eventStore: new DeafEventStore({ pool }), pool }).begin()
    const { connection } = await unit.transaction()
    await connection.query({ text: 'insert into own values ($1)', values: ['unheard'] })
    unit.append(streamId('unit', '7'), [anEvent], { expectedVersion: 'no-stream' })
    const committed = unit.commit()
    await expect.poll(ownRows, { timeout: 5_000 }).toContain('unheard')
    proxy.heal()
    // Without a state of the server's nothing says that it was rolled back.
    await expect(committed).rejects.toMatchObject({ code: 'ERR_DATABASE', sqlState: undefined })
    expect((await open.store.streamState(streamId('unit', '7'))).streamVersion).toBe(1)
  })
})
