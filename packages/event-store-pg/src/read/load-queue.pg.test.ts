import { streamId, type Event, type TenantId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { WatchedPool } from '../../test/watched-pool.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

let open: OpenStore

class ClosedPool extends WatchedPool implements AsyncDisposable {
  async [Symbol.asyncDispose]() {
    await this.end()
  }
}

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

const order = (nr: number) => streamId('order', String(nr))
const events = (count: number, of: number): Event[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'Changed', data: { of, index } }))

async function write(nr: number, count: number): Promise<void> {
  await open.store.append(order(nr), events(count, nr), { expectedVersion: 'no-stream' })
}

const contents = (loaded: { readonly events: readonly { readonly data: unknown }[] }) =>
  loaded.events.map(({ data }) => data)

describe('streams that are loaded together', () => {
  it('come whole, in order and each to its own caller, with few statements', async () => {
    await using pool = new ClosedPool({ connectionString: open.url, max: 5 })
    const store = new PostgresEventStore({ pool })
    const sizes = [3, 0, 1, 100, 101, 250, 7]
    for (const [nr, size] of sizes.entries()) if (size > 0) await write(nr, size)
    const before = pool.sentAt.length
    const wanted = Array.from({ length: 40 }, (_, at) => at % sizes.length)
    const loaded = await Promise.all(wanted.map((nr) => store.load(order(nr))))
    for (const [at, nr] of wanted.entries()) {
      expect(loaded[at]?.streamVersion).toBe(sizes[nr])
      expect(contents(loaded[at] ?? { events: [] })).toEqual(
        events(sizes[nr] ?? 0, nr).map(({ data }) => data),
      )
    }
    expect(pool.sentAt.length - before).toBeLessThan(20) // two streams are long: each asks for them on its own
  })

  it('are those of their tenants', async () => {
    const store = new PostgresEventStore({ pool: open.pool })
    const tenants = ['a', 'b', 'c'] satisfies TenantId[]
    for (const tenant of tenants) {
      await store.append(order(50), [{ type: 'Changed', data: tenant }], { expectedVersion: 'any', tenant })
    }
    const asked = Array.from({ length: 12 }, (_, at) => tenants[at % 3] ?? 'a')
    const loaded = await Promise.all(asked.map((tenant) => store.load(order(50), { tenant })))
    expect(loaded.flatMap((each) => contents(each))).toEqual(asked)
  })

  it('hold what was committed before the call', async () => {
    await write(60, 1)
    for (let version = 1; version <= 30; version += 1) {
      const loads = Array.from({ length: 10 }, () => open.store.load(order(60)))
      for (const { streamVersion } of await Promise.all(loads)) expect(streamVersion).toBe(version)
      await open.store.append(order(60), events(1, 60), { expectedVersion: version })
    }
  })

  it('are given up by their caller alone', async () => {
    await write(70, 2)
    const controller = new AbortController()
    const loads = Array.from({ length: 5 }, (_, at) =>
      open.store.load(order(70), at === 3 ? { signal: controller.signal } : {}),
    )
    controller.abort(new Error('not needed any more'))
    const settled = await Promise.allSettled(loads)
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  it('are each told why when the database cannot be reached', async () => {
    const store = new PostgresEventStore({
      pool: open.anotherPool({ connectionString: 'postgres://127.0.0.1:1/none' }),
    })
    const settled = await Promise.allSettled(Array.from({ length: 6 }, (_, nr) => store.load(order(nr))))
    for (const each of settled) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'ERR_DATABASE', retryable: true } })
    }
  })
})
