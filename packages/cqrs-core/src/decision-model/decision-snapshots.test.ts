import { InMemoryEventStore, InMemorySnapshotStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { silentLogger, type Event, type EventStore, type SnapshotStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { messageFingerprint } from '../fingerprint/message-fingerprint.ts'
import { decisionModel } from './decision-model.ts'
import { DecisionModelRepository } from './decision-model-repository.ts'
import { defineDecisionProjection } from './decision-projection.ts'

type Struck = Event<'Struck', { readonly hour: number }>
type Clock = { readonly count: bigint; readonly hours: ReadonlySet<number> }

/** A model whose state is no plain JSON; saved when it has a version. */
const clockModel = (schemaVersion?: number, name = 'clock') =>
  decisionModel(
    {
      clock: defineDecisionProjection({
        types: ['Struck'],
        tags: ['clock:1'],
        initialState: (): Clock => ({ count: 0n, hours: new Set() }),
        evolve: ({ count, hours }, { data }: Struck) => ({
          count: count + 1n,
          hours: new Set([...hours, data.hour]),
        }),
      }),
    },
    { snapshot: schemaVersion === undefined ? undefined : { name, schemaVersion } },
  )

const struck = (hour: number): Struck => ({ type: 'Struck', data: { hour }, tags: ['clock:1'] })

function setUp({ every = 3, store }: { readonly every?: number; readonly store?: SnapshotStore } = {}) {
  const snapshots: SnapshotStore = store ?? new InMemorySnapshotStore()
  const eventStore = new InMemoryEventStore()
  /** How many events each read gave. */
  const reads: number[] = []
  const counting = new Proxy<EventStore>(eventStore, {
    get(inner, name) {
      if (name === 'readByQuery') {
        return async (...given: Parameters<EventStore['readByQuery']>) => {
          const queried = await inner.readByQuery(...given)
          reads.push(queried.events.length)
          return queried
        }
      }
      const method: unknown = Reflect.get(inner, name, inner)
      return typeof method === 'function' ? method.bind(inner) : method
    },
  })
  const warnings: unknown[] = []
  const logger = { ...silentLogger, warn: (_facts: unknown, text?: string) => void warnings.push(text) }
  const decisions = new DecisionModelRepository({
    eventStore: counting,
    snapshots: { store: snapshots, every },
    logger,
  })
  const strike = async (times: number, model = clockModel(1)) => {
    for (let hour = 0; hour < times; hour++) await decisions.decide(model, () => [struck(hour)])
  }
  const count = async () => (await decisions.load(clockModel(1))).state.clock.count
  const saved = () =>
    snapshots.loadQuery(messageFingerprint('clock', clockModel().query), { schemaVersion: 1 })
  return { store: snapshots, eventStore, reads, decisions, strike, count, saved, warnings }
}

describe('the saved state of a decision model', () => {
  it('spares later decisions the events before it', async () => {
    const { reads, strike, decisions, eventStore } = setUp()
    await strike(6)
    expect(reads).toEqual([0, 1, 2, 3, 1, 2])
    const fresh = new DecisionModelRepository({ eventStore })

    expect((await decisions.load(clockModel(1))).state).toEqual((await fresh.load(clockModel())).state)
  })

  it('is not used by a model of another shape or name, or of none', async () => {
    const { reads, strike, decisions } = setUp()
    await strike(4)
    reads.length = 0
    for (const other of [clockModel(2), clockModel(1, 'other'), clockModel()]) await decisions.load(other)

    expect(reads).toEqual([4, 4, 4])
  })

  it("is its tenant's", async () => {
    const { strike, decisions } = setUp({ every: 1 })
    await strike(3)
    const options = { metadata: { tenant: 'north' } }
    for (const hour of [1, 2]) await decisions.decide(clockModel(1), () => [struck(hour)], options)

    expect((await decisions.load(clockModel(1), options)).state.clock.count).toBe(2n)
  })

  it('leaves the append conditional on all that has happened since', async () => {
    const { strike, decisions, eventStore } = setUp()
    await strike(4)
    const { condition } = await decisions.load(clockModel(1))
    await eventStore.commit({ appends: [{ events: [struck(9)] }] })
    const late = eventStore.commit({ appends: [{ events: [struck(10)] }], conditions: [condition] })

    await expect(late).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('is saved after the commit of a unit of work, and never with what is only planned', async () => {
    const { strike, decisions, saved, count, eventStore } = setUp({ every: 2 })
    await strike(2, clockModel())
    const units = new InMemoryUnitOfWorkFactory({ eventStore })
    const given = units.begin()
    await decisions.decide(clockModel(1), () => [struck(5)], { unitOfWork: given })
    await given.rollback()
    expect(await saved()).toBeUndefined()

    const unitOfWork = units.begin()
    await decisions.decide(clockModel(1), () => [struck(5)], { unitOfWork })
    await decisions.decide(clockModel(1), () => [struck(6)], { unitOfWork })
    await unitOfWork.commit()
    expect(await saved()).toMatchObject({ state: { clock: { count: { $: ['bigint', '2'] } } } })
    expect(await count()).toBe(4n)
  })

  it('is not asked for on a second connection while a transaction is open', async () => {
    const { strike, decisions, reads, eventStore } = setUp()
    await strike(4)
    reads.length = 0
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore }).begin()
    await unitOfWork.transaction()
    await decisions.load(clockModel(1), { unitOfWork })

    expect(reads).toEqual([4])
  })

  it.each([null, { clock: { count: 'none' } }])(
    'is passed over when it is %o, and said so',
    async (state) => {
      const { strike, count, store, saved, warnings, eventStore } = setUp()
      await strike(4)
      const { head: marker } = await eventStore.readByQuery(clockModel().query)
      const { queryHash = '' } = (await saved()) ?? {}
      await store.saveQuery({ queryHash, schemaVersion: 1, state, marker })
      await eventStore.commit({ appends: [{ events: [struck(9)] }] })

      expect(await count()).toBe(5n)
      expect(warnings).toEqual(['the snapshot of a decision model cannot be used; all its events are read'])
    },
  )

  it('is missed by nobody when its store fails', async () => {
    const down = () => Promise.reject(new Error('down'))
    const store = Object.assign(new InMemorySnapshotStore(), { loadQuery: down, saveQuery: down })
    const { strike, count, warnings } = setUp({ every: 1, store })
    await strike(3)

    expect(await count()).toBe(3n)
    expect(warnings).toContain('the snapshot of a decision model was not saved')
  })

  it('has a version from 1, and is saved every so many events from 1', () => {
    expect(() => clockModel(0)).toThrow(
      '"schemaVersion" of a decision model is a whole number from 1, found 0',
    )
    expect(() => setUp({ every: 0 })).toThrow('"every" of snapshots is a whole number from 1, found 0')
  })
})
