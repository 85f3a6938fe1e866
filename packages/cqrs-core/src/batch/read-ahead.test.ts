import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { streamId, type Event, type LoadStreamOptions, type Outcome, type StreamId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { EventSourcedCommandHandler } from '../event-sourced/event-sourced-command-handler.ts'
import { EventSourcingTransactionalCommandHandler } from '../event-sourced/event-sourcing-transactional-command-handler.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import { TracingCommandBus } from '../tracing/tracing-command-bus.ts'
import { BatchCommandBus } from './batch-command-bus.ts'

type Added = Event<'Added', { readonly amount: number }>

const counter = decider({
  category: 'counter',
  initialState: (): number => 0,
  decide: (amount: number): readonly Added[] => [{ type: 'Added', data: { amount } }],
  evolve: (sum, { data }: Added) => sum + data.amount,
})
const data = z.object({ id: z.string().transform((id) => id.trim()), amount: z.number() })
const add = defineCommand({ type: 'Add', data, result: z.number() })
const addApart = defineCommand({ type: 'AddApart', data, result: z.number() })

/** Notes which streams are loaded, and how many at a time. Fails as often as it is told. */
class WatchedStore extends InMemoryEventStore {
  readonly loads: StreamId[] = []
  failures = 0
  most = 0
  #loading = 0
  override async load<Recorded extends Event = Event>(stream: StreamId, options?: LoadStreamOptions) {
    this.loads.push(stream)
    this.most = Math.max(this.most, ++this.#loading)
    await Promise.resolve()
    this.#loading--
    if (this.failures-- > 0) throw new Error('the connection is gone')
    return super.load<Recorded>(stream, options)
  }
}

function setUp() {
  const eventStore = new WatchedStore()
  const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore })
  const handling = {
    repository: new EventSourcedRepository({ eventStore, decider: counter }),
    aggregateId: ({ id }: { readonly id: string }) => id,
    command: ({ amount }: { readonly amount: number }) => amount,
    result: ({ state }: { readonly state: number }) => state,
  }
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(add, new EventSourcedCommandHandler({ definition: add, ...handling }))
  const apart = { definition: addApart, unitOfWork, ...handling }
  registry.registerCommandHandler(addApart, new EventSourcingTransactionalCommandHandler(apart))
  const commandBus = new CommandBus({ registry, unitOfWork })
  return {
    batches: new BatchCommandBus({ commandBus, unitOfWork }),
    commandBus,
    eventStore,
    registry,
    unitOfWork,
  }
}

const valueOf = (outcome: Outcome<unknown>) => (outcome.ok ? outcome.value : outcome.error.message)
const addTo = (...ids: readonly string[]) => ids.map((id) => add({ id, amount: 1 }))
const added = { type: 'Added', data: { amount: 10 } }

describe('an atomic batch', () => {
  it('reads what its commands are going to load together, each stream once', async () => {
    const { batches, eventStore } = setUp()
    const outcomes = await batches.executeBatch(addTo('a', 'b', 'a', 'c', 'a'), { mode: 'atomic' })

    expect(outcomes.map(valueOf)).toEqual([1, 1, 2, 1, 3]) // each sees what those before it have planned
    expect(eventStore.loads).toEqual(['counter-a', 'counter-b', 'counter-c'])
    expect(eventStore.most).toBe(3)
  })

  it('reads for handlers within others, and through a bus around its own when it knows the handlers', async () => {
    const { commandBus, eventStore, registry, unitOfWork } = setUp()
    const traced = new TracingCommandBus({ commandBus })
    const commands = ['a', 'b'].map((id) => addApart({ id, amount: 2 }))
    const batches = new BatchCommandBus({ commandBus: traced, registry, unitOfWork })
    expect((await batches.executeBatch(commands, { mode: 'atomic' })).map(valueOf)).toEqual([2, 2])
    expect(eventStore.most).toBe(2)
  })

  it('reads for so many commands at a time', async () => {
    const { batches, eventStore } = setUp()
    await batches.executeBatch(addTo(...Array.from({ length: 150 }, (_, nr) => `n${nr}`)), { mode: 'atomic' })

    expect([eventStore.loads.length, eventStore.most]).toEqual([150, 64])
  })

  it('keeps what was read for those commands alone', async () => {
    const { batches, eventStore } = setUp()
    const others = Array.from({ length: 64 }, (_, nr) => `n${nr}`)
    const outcomes = await batches.executeBatch(addTo('a', ...others, 'a', 'a'), { mode: 'atomic' })

    expect([outcomes.at(-1)].map((outcome) => outcome && valueOf(outcome))).toEqual([3])
    expect(eventStore.loads.filter((stream) => stream === 'counter-a')).toHaveLength(2) // once in each 64
  })

  it('meets a conflict at its commit, and reads anew', async () => {
    const { batches, eventStore } = setUp()
    const commit = eventStore.commit.bind(eventStore)
    let rivals = 1
    eventStore.commit = async (...plan) => {
      if (rivals-- > 0) await eventStore.append(streamId('counter', 'b'), [added], { expectedVersion: 'any' })
      return commit(...plan)
    }
    const outcomes = await batches.executeBatch(addTo('a', 'b'), { mode: 'atomic' })

    expect(outcomes.map(valueOf)).toEqual([1, 11])
    expect(eventStore.loads).toHaveLength(4)
  })

  it('loads for itself what could not be read ahead, or was another after validation', async () => {
    const { batches, eventStore } = setUp()
    eventStore.failures = 1
    const outcomes = await batches.executeBatch(addTo('a', ' b '), { mode: 'atomic' })

    expect(outcomes.map(valueOf)).toEqual([1, 1])
    expect(eventStore.loads).toEqual(['counter-a', 'counter- b ', 'counter-a', 'counter-b'])
  })

  it('reads nothing ahead once own SQL has opened the transaction', async () => {
    const { batches, eventStore, registry } = setUp()
    const open = defineCommand({ type: 'Open', data: z.object({}), result: z.void() })
    registry.registerCommandHandler(
      open,
      async (_data, { unitOfWork }) => void (await unitOfWork?.transaction()),
    )
    const first = [open({}), ...addTo(...Array.from({ length: 63 }, () => 'a'))]
    await batches.executeBatch([...first, ...addTo('b', 'c')], { mode: 'atomic' })

    expect(eventStore.loads).toEqual(['counter-a', 'counter-b', 'counter-c'])
    expect(eventStore.most).toBe(1)
  })

  it('reads for the tenant of the batch', async () => {
    const { batches, eventStore } = setUp()
    const principal = { id: 'ada', scopes: [], tenant: 'north' as never }
    await batches.executeBatch(addTo('a'), { mode: 'atomic', principal })
    const outcomes = await batches.executeBatch(addTo('a', 'a'), { mode: 'atomic', principal })

    expect(outcomes.map(valueOf)).toEqual([2, 3])
    expect((await eventStore.load(streamId('counter', 'a'))).streamVersion).toBe(0)
  })
})
