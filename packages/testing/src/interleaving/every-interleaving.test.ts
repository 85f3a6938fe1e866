import { streamId, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { LostUpdateEventStore } from '../../test/broken-stores/lost-update-event-store.ts'
import { assert } from '../conformance/assert.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { everyInterleaving } from './every-interleaving.ts'
import type { Schedule } from './schedule.ts'

const account = streamId('account', '7')

async function withdraw(store: EventStore): Promise<void> {
  const { streamVersion } = await store.load(account)
  await store.append(account, [{ type: 'Withdrawn', data: {} }], { expectedVersion: streamVersion })
}

/** Two withdraw at once; as much is written as was promised to them. */
async function twoWithdraw(schedule: Schedule, store: EventStore): Promise<void> {
  const outcomes = await schedule.run({
    ada: (watch) => withdraw(watch(store)),
    bob: (watch) => withdraw(watch(store)),
  })
  const promised = Object.values(outcomes).filter(({ ok }) => ok).length
  assert.equal((await store.streamState(account)).streamVersion, promised)
}

describe('every interleaving', () => {
  it('plays each order once', async () => {
    const orders: string[] = []
    const played = await everyInterleaving(async (schedule) => {
      const steps = { first: async () => undefined, second: async () => undefined }
      const task = async (watched: typeof steps) => {
        await watched.first()
        await watched.second()
      }
      await schedule.run({ a: (watch) => task(watch(steps)), b: (watch) => task(watch(steps)) })
      orders.push(schedule.taken.map(({ name }) => name).join(', '))
    })
    expect(played).toEqual({ count: 6, complete: true })
    expect(new Set(orders).size).toBe(6)
    expect(orders[0]).toBe('a first, a second, b first, b second')
    expect(orders.at(-1)).toBe('b first, b second, a first, a second')
  })

  it('passes a store that loses no update', async () => {
    expect(await everyInterleaving((schedule) => twoWithdraw(schedule, new InMemoryEventStore()))).toEqual({
      count: 6,
      complete: true,
    })
  })

  it('finds the order in which an update is lost, and names it', async () => {
    const unchecked = (store: EventStore): EventStore =>
      new Proxy(store, {
        get: (target, key) =>
          key === 'append'
            ? (...[stream, events]: Parameters<EventStore['append']>) =>
                target.append(stream, events, { expectedVersion: 'any' })
            : Reflect.get(target, key),
      })
    const failing = everyInterleaving(async (schedule) => {
      const store = new InMemoryEventStore()
      const outcomes = await schedule.run({
        ada: (watch) => withdrawOnce(unchecked(watch(store))),
        bob: (watch) => withdrawOnce(unchecked(watch(store))),
      })
      assert.equal(Object.keys(outcomes).length, 2)
      assert.equal((await store.streamState(account)).streamVersion, 1)
    })
    await expect(failing).rejects.toThrow('in the order ada load, bob load, ada append, bob append: ')
  })

  it('runs what is inside of a step as it comes: a race in there is for the suites', async () => {
    await expect(
      everyInterleaving((schedule) => twoWithdraw(schedule, new LostUpdateEventStore())),
    ).resolves.toMatchObject({ complete: true })
  })

  it('lets others go on while a step waits for them', async () => {
    const { count } = await everyInterleaving(
      async (schedule) => {
        const unlocked = Promise.withResolvers<void>()
        const lock = { wait: () => unlocked.promise, open: async () => unlocked.resolve() }
        const outcomes = await schedule.run<void>({
          a: (watch) => watch(lock).wait(),
          b: (watch) => watch(lock).open(),
        })
        assert.deepEqual(
          Object.values(outcomes).map(({ ok }) => ok),
          [true, true],
        )
      },
      { blockedMs: 10 },
    )
    expect(count).toBe(2)
  })

  it('takes a reading as one step', async () => {
    const { count } = await everyInterleaving(async (schedule) => {
      const store = new InMemoryEventStore()
      const read = async (from: EventStore) => (await Array.fromAsync(from.readAll())).length
      const outcomes = await schedule.run<unknown>({
        reader: (watch) => read(watch(store)),
        writer: (watch) => withdraw(watch(store)),
      })
      assert.equal(outcomes['reader']?.ok, true)
    })
    expect(count).toBe(3)
  })

  it('stops after as many as it is told', async () => {
    const played = everyInterleaving((schedule) => twoWithdraw(schedule, new InMemoryEventStore()), {
      atMost: 2,
    })
    expect(await played).toEqual({ count: 2, complete: false })
  })
})

/** Withdraws unless somebody has. */
async function withdrawOnce(store: EventStore): Promise<void> {
  const { streamVersion } = await store.load(account)
  if (streamVersion === 0)
    await store.append(account, [{ type: 'Withdrawn', data: {} }], { expectedVersion: 0 })
}
