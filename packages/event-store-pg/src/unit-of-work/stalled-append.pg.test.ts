import { streamId, type CommitPlan, type CommitResult, type Event, type SqlConnection } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresUnitOfWorkFactory } from './postgres-unit-of-work-factory.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore({ pollIntervalMs: 20 })
})
afterAll(() => open.close())

const anEvent: Event = { type: 'Happened', data: {} }
const appendTimeoutMs = 400

/** A process that stands still between its append and its commit, until `goOn`. */
class StallingEventStore extends PostgresEventStore {
  readonly #gate = Promise.withResolvers<void>()
  readonly #appended = Promise.withResolvers<void>()

  get appended(): Promise<void> {
    return this.#appended.promise
  }

  goOn(): void {
    this.#gate.resolve()
  }

  override async commitOn(connection: SqlConnection, plan: CommitPlan): Promise<CommitResult> {
    const result = await super.commitOn(connection, plan)
    this.#appended.resolve()
    await this.#gate.promise
    return result
  }
}

/** Begins the commit of a unit of work with own SQL whose process stalls after the append. */
async function stalledCommit(id: string) {
  const eventStore = new StallingEventStore({ pool: open.pool })
  const unit = new PostgresUnitOfWorkFactory({ eventStore, pool: open.pool, appendTimeoutMs }).begin()
  await unit.transaction()
  unit.append(streamId('stalled', id), [anEvent], { expectedVersion: 'any' })
  const outcome = unit.commit().then(
    () => 'committed',
    (error: unknown) => error,
  )
  await eventStore.appended
  return { outcome, goOn: () => eventStore.goOn() }
}

/** How long it takes until a subscription has come to a position. */
async function msUntilSeen(position: bigint): Promise<number> {
  const start = performance.now()
  for await (const page of open.store.subscribe({ signal: AbortSignal.timeout(10_000) })) {
    if (page.position >= position) break
  }
  return performance.now() - start
}

describe('a unit of work whose process stalls between append and commit', () => {
  it('holds readers back no longer than its timeout, and is told that it was cut off', async () => {
    const { outcome, goOn } = await stalledCommit('1')
    const later = await open.store.append(streamId('later', '1'), [anEvent], { expectedVersion: 'any' })
    expect(await open.store.head()).toBeLessThan(later.globalPosition)
    const ms = await msUntilSeen(later.globalPosition)
    expect(ms).toBeLessThan(appendTimeoutMs + 1_000)
    goOn()
    expect(await outcome).toMatchObject({ code: 'ERR_DATABASE', retryable: true })
    expect((await open.store.streamState(streamId('stalled', '1'))).streamVersion).toBe(0)
  })

  it('gives its stream free for others in the same time', async () => {
    const { outcome, goOn } = await stalledCommit('2')
    const start = performance.now()
    await open.store.append(streamId('stalled', '2'), [anEvent], { expectedVersion: 'no-stream' })
    expect(performance.now() - start).toBeLessThan(appendTimeoutMs + 1_000)
    goOn()
    expect(await outcome).toMatchObject({ code: 'ERR_DATABASE' })
  })
})

describe('appends of which the first to draw is the last to commit', () => {
  it('come in order, none lost, whatever became of the others', async () => {
    const before = await open.store.head()
    const how = ['commit', 'rollback', 'commit', 'cut', 'commit', 'commit', 'rollback', 'commit'] as const
    const held = []
    for (const [nr, end] of how.entries()) {
      const client = await open.pool.connect()
      await client.query('begin')
      await open.store.commitOn(client, {
        appends: [
          { streamId: streamId('reverse', String(nr)), expectedVersion: 'any', events: [anEvent, anEvent] },
        ],
      })
      held.push({ client, end })
    }
    for (const { client, end } of held.toReversed()) {
      expect((await open.store.readPage({ after: before })).events).toEqual([])
      if (end === 'cut') {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
        client.release(true)
        await open.pool.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid])
      } else {
        await client.query(end)
        client.release()
      }
    }
    const { events } = await open.store.readPage({ after: before })
    const kept = how.flatMap((end, nr) => (end === 'commit' ? [`reverse-${nr} 1`, `reverse-${nr} 2`] : []))
    expect(events.map((event) => `${event.streamId} ${event.streamVersion}`)).toEqual(kept)
  })
})
