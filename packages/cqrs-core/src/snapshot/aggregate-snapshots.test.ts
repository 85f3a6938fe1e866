import {
  InMemoryEventStore,
  InMemorySnapshotStore,
  InMemoryUnitOfWorkFactory,
  ManualClock,
} from '@uno-ts/testing'
import {
  RuleViolation,
  silentLogger,
  streamId,
  type Event,
  type EventStore,
  type Json,
  type Snapshot,
} from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { AggregateRoot } from '../repository/aggregate-root.ts'
import { aggregate } from '../repository/aggregate.ts'
import type { Decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import type { SnapshotOptions } from './snapshot-options.ts'

type Added = Event<'Added', { readonly amount: number }>
type Sum = { readonly total: number; readonly count: number }

let evolved: number
const sum: Decider<Sum, { readonly amount: number }, Added> = {
  category: 'sum',
  initialState: () => ({ total: 0, count: 0 }),
  decide({ amount }, { total }) {
    if (total + amount < 0) throw new RuleViolation('SUM_BELOW_ZERO', 'there is not so much')
    return amount === 0 ? [] : [{ type: 'Added', data: { amount } }]
  },
  evolve({ total, count }, { data }) {
    evolved += 1
    return { total: total + data.amount, count: count + 1 }
  },
}
const stream = streamId('sum', '7')

let clock: ManualClock
let store: InMemorySnapshotStore
let eventStore: InMemoryEventStore
let warnings: string[]
const logger = {
  ...silentLogger,
  warn: (_facts: object | string, message?: string) => void warnings.push(message ?? ''),
}

beforeEach(() => {
  evolved = 0
  warnings = []
  clock = new ManualClock('2026-01-01T00:00:00Z')
  store = new InMemorySnapshotStore()
  eventStore = new InMemoryEventStore({ clock, snapshots: store })
})

function sums(
  options: Partial<SnapshotOptions<Sum>> = {},
  events: EventStore = eventStore,
): EventSourcedRepository<Sum, { readonly amount: number }, Added> {
  const snapshots = { store, schemaVersion: 1, ...options }
  return new EventSourcedRepository({ eventStore: events, decider: sum, snapshots, clock, logger })
}

async function add(count: number, repository = sums()): Promise<void> {
  for (let round = 0; round < count; round++) await repository.transact('7', { amount: 1 })
}

const kept = (schemaVersion = 1): Promise<Snapshot | undefined> => store.load(stream, { schemaVersion })

describe('a repository with snapshots', () => {
  it('saves what it has loaded when so many events have come since the last snapshot', async () => {
    const repository = sums({ every: 3 })
    await add(3, repository)
    expect(await kept()).toBeUndefined()

    await add(1, repository)
    expect(await kept()).toEqual({
      streamId: 'sum-7',
      streamVersion: 3,
      schemaVersion: 1,
      state: { total: 3, count: 3 },
      takenAt: new Date('2026-01-01T00:00:00Z'),
    })
    await add(2, repository)
    expect((await kept())?.streamVersion).toBe(3)
    await add(1, repository)
    expect((await kept())?.streamVersion).toBe(6)
  })

  it('folds only what came after the snapshot, to the same state', async () => {
    const repository = sums({ every: 10 })
    await add(25, repository)
    evolved = 0

    expect(await repository.load('7')).toEqual({ state: { total: 25, count: 25 }, streamVersion: 25 })
    expect(evolved).toBe(5)
    expect(await repository.transact('7', { amount: -25 })).toMatchObject({
      state: { total: 0, count: 26 },
      streamVersion: 26,
    })
  })

  it('saves after a hundred events when nothing else is said', async () => {
    const events = Array.from({ length: 99 }, () => ({ type: 'Added', data: { amount: 1 } }))
    await eventStore.append(stream, events, { expectedVersion: 'no-stream' })
    await add(1)
    expect(await kept()).toBeUndefined()
    await add(1)
    expect((await kept())?.streamVersion).toBe(100)
  })

  it('saves when so much time has passed since the last snapshot, or the first event', async () => {
    const repository = sums({ everyMs: 60_000 })
    await add(2, repository)
    clock.advance(59_999)
    await add(1, repository)
    expect(await kept()).toBeUndefined()

    clock.advance(1)
    await add(1, repository)
    expect((await kept())?.streamVersion).toBe(3)
    await add(1, repository)
    expect((await kept())?.streamVersion).toBe(3)
    clock.advance(60_000)
    await add(1, repository)
    expect((await kept())?.streamVersion).toBe(5)
  })

  it('saves when the events since the last snapshot are so large', async () => {
    const bytes = JSON.stringify({ amount: 1 }).length
    const repository = sums({ everyBytes: 4 * bytes })
    await add(4, repository)
    expect(await kept()).toBeUndefined()
    await add(1, repository)
    expect((await kept())?.streamVersion).toBe(4)
  })

  it('saves at whichever comes first', async () => {
    const repository = sums({ everyMs: 60_000, every: 2 })
    await add(3, repository)
    expect((await kept())?.streamVersion).toBe(2)
    clock.advance(60_000)
    await add(1, repository)
    expect((await kept())?.streamVersion).toBe(3)
  })

  it('does not save a state that is too large', async () => {
    await add(3, sums({ every: 1, maxBytes: 10 }))
    expect(await kept()).toBeUndefined()
    await add(1, sums({ every: 1, maxBytes: 21 }))
    expect((await kept())?.streamVersion).toBe(3)
  })

  it('saves nothing when nothing was appended', async () => {
    const repository = sums({ every: 1 })
    await add(1, sums())
    await repository.load('7')
    await repository.transact('7', { amount: 0 })
    await expect(repository.transact('7', { amount: -9 })).rejects.toMatchObject({ rule: 'SUM_BELOW_ZERO' })

    expect(await kept()).toBeUndefined()
  })

  it('saves nothing of a command that lost a race', async () => {
    await add(1, sums())
    const repository = sums({ every: 1 }, losingRaces())

    await expect(repository.transact('7', { amount: 1 })).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(await kept()).toBeUndefined()
  })

  it("saves for the tenant of the events, whatever the snapshot store's own is", async () => {
    store = new InMemorySnapshotStore({ tenant: 'other' })
    eventStore = new InMemoryEventStore({ tenant: 'north', snapshots: store })
    await add(2, sums({ every: 1 }))

    expect(await kept()).toBeUndefined()
    expect((await store.load(stream, { schemaVersion: 1, tenant: 'north' }))?.streamVersion).toBe(1)
  })

  it.each([{ schemaVersion: 0 }, { every: 0 }, { everyMs: -1 }, { everyBytes: 1.5 }, { maxBytes: 0 }])(
    'refuses %j',
    (wrong) => {
      expect(() => sums(wrong)).toThrow(/a whole number from 1/)
    },
  )

  it('refuses one way between state and JSON without the other', () => {
    expect(() => sums({ toState: (state) => state })).toThrow('toState and fromState')
  })
})

describe('a snapshot in a unit of work', () => {
  it('is saved after the commit, and holds nothing that was only planned', async () => {
    await add(2, sums())
    const repository = sums({ every: 1 })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore }).begin()
    await repository.transact('7', { amount: 5 }, { unitOfWork })
    await repository.transact('7', { amount: 6 }, { unitOfWork })
    expect(await kept()).toBeUndefined()

    await unitOfWork.commit()
    expect(await kept()).toMatchObject({ streamVersion: 2, state: { total: 2, count: 2 } })
    expect((await repository.load('7')).state).toEqual({ total: 13, count: 4 })
  })

  it('is not saved when the unit is rolled back', async () => {
    await add(2, sums())
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore }).begin()
    await sums({ every: 1 }).transact('7', { amount: 5 }, { unitOfWork })
    await unitOfWork.rollback()

    expect(await kept()).toBeUndefined()
  })
})

describe('a snapshot that goes wrong', () => {
  it('is logged when it cannot be saved; the command has succeeded', async () => {
    await add(1, sums())
    const failing = sums({ every: 1, store: Object.assign(Object.create(store), { save: broken }) })

    expect(await failing.transact('7', { amount: 1 })).toMatchObject({ written: true, streamVersion: 2 })
    expect(warnings).toEqual(['a snapshot was not saved'])
  })

  it.each<[string, Json]>([
    ['of another form', { total: 'many' }],
    ['of another kind', 'broken'],
    ['empty', null],
  ])('is passed over when it is %s, logged, and replaced after the next command', async (_what, state) => {
    await add(3, sums())
    await store.save({ streamId: stream, streamVersion: 2, schemaVersion: 1, state, takenAt: new Date(0) })
    const repository = sums({ toState: (sum) => sum, fromState: checkedSum })

    expect(await repository.load('7')).toEqual({ state: { total: 3, count: 3 }, streamVersion: 3 })
    await expect(repository.transact('7', { amount: -4 })).rejects.toMatchObject({ rule: 'SUM_BELOW_ZERO' })
    expect(warnings[0]).toContain('a snapshot cannot be used')
    await add(1, repository)
    expect(await kept()).toMatchObject({ streamVersion: 3, state: { total: 3, count: 3 } })
  })

  it('is passed over when the events after it cannot be folded on it', async () => {
    await add(3, sums())
    await store.save({
      streamId: stream,
      streamVersion: 2,
      schemaVersion: 1,
      state: null,
      takenAt: new Date(0),
    })

    expect(await sums().load('7')).toEqual({ state: { total: 3, count: 3 }, streamVersion: 3 })
  })

  it('is passed over when it is of an older or a newer shape', async () => {
    await add(3, sums())
    for (const schemaVersion of [1, 3]) {
      const state = { total: -1, count: -1 }
      await store.save({ streamId: stream, streamVersion: 3, schemaVersion, state, takenAt: new Date(0) })
    }
    const repository = sums({ schemaVersion: 2, every: 2 })

    expect((await repository.load('7')).state).toEqual({ total: 3, count: 3 })
    await add(1, repository)
    expect(await kept(2)).toMatchObject({ streamVersion: 3, state: { total: 3, count: 3 } })
  })

  it('is passed over when the event store gives another shape than it was asked for', async () => {
    await add(3, sums())
    const careless: EventStore = Object.assign(Object.create(eventStore), {
      async load(...given: Parameters<EventStore['load']>) {
        const loaded = await eventStore.load(...given)
        if (given[1]?.snapshotSchemaVersion === undefined) return loaded
        const snapshot = {
          streamVersion: 3,
          schemaVersion: 9,
          state: { total: 99, count: 9 },
          takenAt: new Date(0),
        }
        return { ...loaded, events: [], snapshot: { ...snapshot, streamId: stream } }
      },
    })

    expect((await sums({}, careless).load('7')).state).toEqual({ total: 3, count: 3 })
  })

  it('lets an event through that cannot be folded with or without it', async () => {
    await add(2, sums({ every: 1 }))
    await eventStore.append(stream, [{ type: 'Added', data: null }], { expectedVersion: 2 })

    await expect(sums().load('7')).rejects.toThrow(TypeError)
  })
})

describe('a state that is not JSON', () => {
  type Seen = { readonly at: Date; readonly names: ReadonlySet<string> }
  const seen: Decider<Seen, string, Event<'Seen', string>> = {
    category: 'seen',
    initialState: () => ({ at: new Date(0), names: new Set() }),
    decide: (name) => [{ type: 'Seen', data: name }],
    evolve: ({ at, names }, { data }) => ({
      at: new Date(at.getTime() + 1),
      names: new Set([...names, data]),
    }),
  }
  const all = (snapshots: Omit<SnapshotOptions<Seen>, 'store' | 'schemaVersion'>) =>
    new EventSourcedRepository({
      eventStore,
      decider: seen,
      snapshots: { store, schemaVersion: 1, every: 1, ...snapshots },
      logger,
    })
  const toState = ({ at, names }: Seen): Json => ({ at: at.toISOString(), names: [...names] })
  const fromState = (json: Json): Seen => {
    const { at, names } = json as { at: string; names: string[] } // what `toState` wrote
    return { at: new Date(at), names: new Set(names) }
  }
  const loadSeen = () => store.load(streamId('seen', '1'), { schemaVersion: 1 })

  it('is not saved as it is: it would come back as something else', async () => {
    const repository = all({})
    for (const name of ['a', 'b', 'c']) await repository.transact('1', name)

    expect(await loadSeen()).toBeUndefined()
    expect(warnings).toEqual(['a state cannot be saved as a snapshot'])
  })

  it('is saved by the two ways it is given', async () => {
    const repository = all({ toState, fromState })
    for (const name of ['a', 'b', 'c']) await repository.transact('1', name)

    expect((await loadSeen())?.state).toEqual({ at: '1970-01-01T00:00:00.002Z', names: ['a', 'b'] })
    expect((await repository.load('1')).state).toEqual({ at: new Date(3), names: new Set(['a', 'b', 'c']) })
    expect(warnings).toEqual([])
  })

  it('is not saved when it does not come back as it was', async () => {
    const forgetful = (json: Json): Seen => ({ ...fromState(json), names: new Set() })
    const repository = all({ toState, fromState: forgetful })
    for (const name of ['a', 'b']) await repository.transact('1', name)

    expect(await loadSeen()).toBeUndefined()
    expect(warnings).toHaveLength(1)
  })

  it('is saved as it was loaded, though the command changes the instance', async () => {
    class Counter extends AggregateRoot<Added> {
      total = 0
      add(amount: number): void {
        this.apply({ type: 'Added', data: { amount } })
      }
      protected override evolve({ data }: Added): void {
        this.total += data.amount
      }
    }
    const counters = new EventSourcedRepository({
      eventStore,
      decider: aggregate({ category: 'counter', create: () => new Counter() }),
      snapshots: {
        store,
        schemaVersion: 1,
        every: 2,
        toState: ({ total }) => total,
        fromState: (total) => Object.assign(new Counter(), { total }),
      },
    })
    for (const amount of [1, 2, 4]) await counters.transact('1', (counter) => counter.add(amount))

    expect(await store.load(streamId('counter', '1'), { schemaVersion: 1 })).toMatchObject({
      streamVersion: 2,
      state: 3,
    })
    expect((await counters.load('1')).state.total).toBe(7)
  })
})

function checkedSum(json: Json): Sum {
  const { total, count } = json as Partial<Sum> // checked below
  if (typeof total !== 'number' || typeof count !== 'number') throw new TypeError('not a sum')
  return { total, count }
}

function losingRaces(): EventStore {
  return Object.assign(Object.create(eventStore), {
    load: eventStore.load.bind(eventStore),
    async append(...[to, events, options]: Parameters<EventStore['append']>) {
      await eventStore.append(to, [{ type: 'Added', data: { amount: 1 } }], { expectedVersion: 'any' })
      return eventStore.append(to, events, options)
    },
  }) as EventStore // with the methods a repository calls
}

function broken(): Promise<void> {
  return Promise.reject(new Error('the store is away'))
}
