import { strictEqual } from 'node:assert/strict'
import {
  BatchCommandBus,
  CommandBus,
  defineCommand,
  EventSourcedCommandHandler,
  EventSourcedRepository,
  HandlerRegistry,
  type Decider,
  type HandlerFunction,
} from '@uno-ts/cqrs-core'
import { migrate, PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import type { PostgresServer } from '@uno-ts/testing'
import { streamId, type Command, type Event, type Schema } from '@uno-ts/types'
import { openPool } from '../../event-store/contender/open-pool.ts'
import type { Contender, OpenPath, Path } from '../../suite/path.ts'

/** What {@link batchPath} makes a path of. */
export interface BatchPathOptions {
  readonly id: string
  /** Whether a command loads its counter before it decides. Otherwise it appends to a new stream. */
  readonly loads: boolean
  /** How many times faster the batch should be. */
  readonly ratio: number
}

/** Commands a batch. */
const size = 100
/** Batches a round. */
const batches = 10
/** Events that each counter has when the rounds begin. */
const before = 10

const atomic = 'atomic batch'
const oneByOne = 'one by one'

/** A path on which the same commands are executed as an atomic batch, and one after the other. */
export function batchPath({ id, loads, ratio }: BatchPathOptions): Path {
  const each = loads
    ? `loads a counter of at least ${before} events, decides and appends`
    : 'appends to a new stream'
  return {
    id,
    does: `${batches} times ${size} commands, 1 in flight; each ${each}`,
    unit: 'commands/s',
    better: 'higher',
    targets: [{ ours: atomic, against: oneByOne, ratio }],
    open: (server) => openBatchPath(server, { loads }),
  }
}

async function openBatchPath(server: PostgresServer, { loads }: { loads: boolean }): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const both: { contender: Contender; events: () => Promise<number> }[] = []
  for (const name of [atomic, oneByOne]) {
    const database = opened.use(await server.createDatabase())
    const pool = openPool(database.url, 4)
    opened.defer(() => pool.end())
    await migrate(pool, [eventStoreMigrations])
    const eventStore = new PostgresEventStore({ pool })
    if (loads) await fill(eventStore)
    const unitOfWork = name === atomic ? new PostgresUnitOfWorkFactory({ eventStore, pool }) : undefined
    const commandBus = new CommandBus({ registry: registryOf(eventStore), unitOfWork })
    const bus = new BatchCommandBus({ commandBus, unitOfWork })
    const mode = name === atomic ? 'atomic' : 'sequential'
    let begun = 0
    const nextBatch = (): readonly Command<typeof add | typeof begin>[] =>
      Array.from({ length: size }, (_, place) =>
        loads ? add({ id: `counter${place}` }) : begin({ id: `new${begun++}` }),
      )
    const run = async () => {
      const began = performance.now()
      for (let batch = 0; batch < batches; batch++) {
        const outcomes = await bus.executeBatch(nextBatch(), { mode })
        strictEqual(outcomes.filter(({ ok }) => ok).length, size, `${name}: a command has failed`)
      }
      return ((size * batches) / (performance.now() - began)) * 1_000
    }
    const count = async () => {
      const { rows } = await pool.query<{ count: string }>('select count(*) from uno.events')
      return Number(rows[0]?.count)
    }
    both.push({ contender: { name, run }, events: count })
  }
  const resources = opened.move()
  return {
    contenders: both.map(({ contender }) => contender),
    async verify() {
      const [batched, single] = await Promise.all(both.map(({ events }) => events()))
      strictEqual(batched, single, 'both have appended the same number of events')
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

type Added = Event<'Added', { readonly amount: number }>

const counter: Decider<number, number, Added> = {
  category: 'counter',
  initialState: () => 0,
  decide: (amount) => [{ type: 'Added', data: { amount } }],
  evolve: (sum, { data }) => sum + data.amount,
}

/** Both contenders have the same payloads, and nobody checks them. */
const unchecked: Schema = { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }) } }
const add = defineCommand({ type: 'Add', data: unchecked, result: unchecked })
const begin = defineCommand({ type: 'Begin', data: unchecked, result: unchecked })

function registryOf(eventStore: PostgresEventStore): HandlerRegistry {
  const registry = new HandlerRegistry()
  const counters = new EventSourcedRepository({ eventStore, decider: counter })
  const handleAdd = new EventSourcedCommandHandler({
    definition: add,
    repository: counters,
    aggregateId: idOf,
    command: () => 1,
    result: ({ state }) => state,
  })
  const handleBegin: HandlerFunction<typeof begin> = async (data, { unitOfWork }) => {
    const stream = streamId('counter', idOf(data))
    const events = [{ type: 'Added', data: { amount: 1 } }]
    if (unitOfWork === undefined) return eventStore.append(stream, events, { expectedVersion: 'no-stream' })
    return unitOfWork.append(stream, events, { expectedVersion: 'no-stream' })
  }
  registry.registerCommandHandler(add, handleAdd)
  registry.registerCommandHandler(begin, handleBegin)
  return registry
}

function idOf(data: unknown): string {
  return (data as { readonly id: string }).id // every command here has one
}

async function fill(eventStore: PostgresEventStore): Promise<void> {
  const events = Array.from({ length: before }, () => ({ type: 'Added', data: { amount: 1 } }))
  for (let place = 0; place < size; place++) {
    await eventStore.append(streamId('counter', `counter${place}`), events, { expectedVersion: 'no-stream' })
  }
}
