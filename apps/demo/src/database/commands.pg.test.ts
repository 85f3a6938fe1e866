import {
  CommandBus,
  decider,
  decisionModel,
  DecisionModelRepository,
  defineCommand,
  defineDecisionProjection,
  EventBus,
  EventSourcedRepository,
  EventStoreIntegration,
  HandlerRegistry,
  retryOnConflict,
  standardMiddleware,
  transaction,
  type InlineProjection,
} from '@uno-ts/cqrs-core'
import {
  migrate,
  PostgresEventStore,
  PostgresSnapshotStore,
  PostgresUnitOfWorkFactory,
} from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import {
  isUnoError,
  RuleViolation,
  streamId,
  type Event,
  type MessageContext,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { z } from 'zod'

let database: TestDatabase
let pool: Pool
let eventStore: PostgresEventStore
let units: PostgresUnitOfWorkFactory

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url, max: 10 })
  const ignore = () => undefined // a database that is dropped ends its connections
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  await migrate(pool, [eventStoreMigrations])
  await pool.query('create table sums (id text primary key, sum int not null)')
  eventStore = new PostgresEventStore({ pool })
  units = new PostgresUnitOfWorkFactory({ eventStore, pool })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

type Added = Event<'Added', { readonly amount: number }>

const counter = decider({
  category: 'counter',
  initialState: (): number => 0,
  decide: (amount: number): readonly Added[] => [{ type: 'Added', data: { amount } }],
  evolve: (sum, { data }: Added) => sum + data.amount,
})
const act = defineCommand({ type: 'Act', data: z.unknown(), result: z.unknown() })
const nested = defineCommand({ type: 'Nested', data: z.unknown(), result: z.unknown() })

const counters = () => new EventSourcedRepository({ eventStore, decider: counter })

type Handle = (context: MessageContext) => Promise<unknown>

/** Runs commands in units of work, and again after a conflict as often as a crowd needs. */
function busOf(
  handle: Handle,
  handleNested: Handle = async () => undefined,
  unitOfWork: UnitOfWorkFactory = units,
) {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(act, (_data, context) => handle(context))
  registry.registerCommandHandler(nested, (_data, context) => handleNested(context))
  return new CommandBus({
    registry,
    middleware: standardMiddleware({
      retryOnConflict: retryOnConflict({ maxAttempts: 50, maxDelayMs: 40 }),
      transaction: transaction({ unitOfWork }),
    }),
  })
}

/** Own SQL of a handler, in its unit's transaction. */
async function addTo(id: string, amount: number, { unitOfWork }: MessageContext): Promise<void> {
  expect(unitOfWork).toBeDefined()
  const opened = await unitOfWork!.transaction()
  await upsertSum(id, amount, opened.sql as Kysely<unknown>) // of PostgreSQL
}

async function upsertSum(id: string, amount: number, tx: Kysely<unknown>): Promise<void> {
  await sql`
    insert into sums values (${id}, ${amount})
    on conflict (id) do update set sum = sums.sum + excluded.sum`.execute(tx)
}

async function sumOf(id: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ sum: number }>('select sum from sums where id = $1', [id])
  return rows[0]?.sum
}

describe('a command in a unit of work on PostgreSQL', () => {
  it('writes its own rows and its events together, once, however often it had to run', async () => {
    const bus = busOf(async (context) => {
      await counters().transact('together', 1, context)
      await addTo('together', 1, context)
    })
    await Promise.all(Array.from({ length: 20 }, () => bus.execute(act(0))))

    expect(await counters().load('together')).toEqual({ state: 20, streamVersion: 20 })
    expect(await sumOf('together')).toBe(20)
  })

  it('writes nothing at all when it refuses after its own SQL', async () => {
    const bus = busOf(async (context) => {
      await addTo('refused', 1, context)
      await counters().transact('refused', 1, context)
      throw new RuleViolation('NO', 'no')
    })

    await expect(bus.execute(act(0))).rejects.toMatchObject({ rule: 'NO' })
    expect(await sumOf('refused')).toBeUndefined()
    expect(await counters().exists('refused')).toBe(false)
  })

  it('is joined by the commands it sends, and all of them end with it', async () => {
    const bus = busOf(
      async (context) => {
        await addTo('joined', 1, context)
        await bus.execute(nested(0), { parent: context })
        if (context.attempt === 1) {
          await eventStore.append(streamId('counter', 'joined'), [{ type: 'Added', data: { amount: 10 } }], {
            expectedVersion: 'any',
          })
        }
      },
      async (context) => {
        await counters().transact('joined', 1, context)
        await addTo('joined', 1, context)
      },
    )
    await bus.execute(act(0))

    expect((await counters().load('joined')).state).toBe(11)
    expect(await sumOf('joined')).toBe(2)
  })

  it('does what is to be done after the commit after it, and once', async () => {
    const seen: unknown[] = []
    const bus = busOf(async (context) => {
      await counters().transact('hooks', 1, context)
      context.unitOfWork?.onCommit(async () => {
        seen.push([context.attempt, (await counters().load('hooks')).state])
      })
      if (context.attempt === 1) await counters().transact('hooks', 10)
    })
    await bus.execute(act(0))

    expect(seen).toEqual([[2, 11]])
  })

  it('loses no update when fifty write to one aggregate', async () => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, (_data, context) => counters().transact('storm', 1, context))
    const bus = new CommandBus({ registry, unitOfWork: units })
    const ended = await Promise.allSettled(Array.from({ length: 50 }, () => bus.execute(act(0))))
    const refused = ended.filter((each) => each.status === 'rejected')

    expect(refused.every(({ reason }) => isUnoError(reason, 'ERR_CONCURRENCY'))).toBe(true)
    expect((await counters().load('storm')).state).toBe(50 - refused.length)
  })

  it('sells no seat twice when fifty ask for twenty, and tells each of them', async () => {
    const seats = decider({
      category: 'seats',
      initialState: (): number => 20,
      decide(_ask: undefined, left: number): readonly Added[] {
        if (left === 0) throw new RuleViolation('SOLD_OUT', 'no seat left')
        return [{ type: 'Added', data: { amount: -1 } }]
      },
      evolve: (left, { data }: Added) => left + data.amount,
    })
    const concerts = new EventSourcedRepository({ eventStore, decider: seats })
    const bus = busOf((context) => concerts.transact('concert', undefined, context))
    const ended = await Promise.allSettled(Array.from({ length: 50 }, () => bus.execute(act(0))))
    const reasons = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
    const conflicts = reasons.filter((reason) => isUnoError(reason, 'ERR_CONCURRENCY')).length
    const soldOut = reasons.filter((reason) => isUnoError(reason, 'ERR_RULE_VIOLATION')).length

    expect(conflicts + soldOut).toBe(reasons.length)
    const sold = 50 - reasons.length
    expect((await concerts.load('concert')).state).toBe(20 - sold)
    expect((await concerts.load('concert')).streamVersion).toBe(sold)
    expect(sold + conflicts).toBeGreaterThanOrEqual(20) // nobody is told that it is sold out before it is
  })

  it('takes two round trips without own SQL: one load and one append', async () => {
    await counters().transact('trips', 1)
    const query = vi.spyOn(Client.prototype, 'query')
    await busOf((context) => counters().transact('trips', 1, context)).execute(act(0))
    const statements = query.mock.calls.length
    query.mockRestore()

    expect(statements).toBe(2)
  })
})

describe('decision models on PostgreSQL', () => {
  type InvoiceIssued = Event<'InvoiceIssued', { readonly number: number }>

  const numbering = decisionModel(
    {
      last: defineDecisionProjection({
        types: ['InvoiceIssued'],
        tags: ['numbering'],
        initialState: (): number => 0,
        evolve: (_last, { data }: InvoiceIssued) => data.number,
      }),
    },
    { snapshot: { name: 'numbering', schemaVersion: 1 } },
  )

  it('number invoices without a hole, in units of work and without, from snapshots too', async () => {
    const store = new PostgresSnapshotStore({ pool })
    const decisions = new DecisionModelRepository({ eventStore, snapshots: { store, every: 5 } })
    const issue = (context: Pick<MessageContext, 'unitOfWork'>) =>
      decisions.decide(
        numbering,
        ({ last }): InvoiceIssued[] => [
          { type: 'InvoiceIssued', data: { number: last + 1 }, tags: ['numbering'] },
        ],
        context,
      )
    const transactional = busOf((context) => issue(context))
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, () => issue({}))
    const plain = new CommandBus({
      registry,
      middleware: [retryOnConflict({ maxAttempts: 50, maxDelayMs: 40 })],
    })
    await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? plain : transactional).execute(act(0))))
    const { events } = await eventStore.readByQuery<InvoiceIssued>(numbering.query)

    expect(events.map(({ data }) => data.number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
    const fresh = new DecisionModelRepository({ eventStore })
    expect((await decisions.load(numbering)).state).toEqual((await fresh.load(numbering)).state)
  })

  it('keep courses to their seats and students to their courses', async () => {
    type Subscribed = Event<'StudentSubscribed', object>
    const subscriptions = (tag: string) =>
      defineDecisionProjection({
        types: ['StudentSubscribed'],
        tags: [tag],
        initialState: (): number => 0,
        evolve: (count, _event: Subscribed) => count + 1,
      })
    const decisions = new DecisionModelRepository({ eventStore })
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, (data, context) => {
      const tags = z.array(z.string()).parse(data)
      const [course = '', student = ''] = tags
      const model = decisionModel({ taken: subscriptions(course), courses: subscriptions(student) })
      return decisions.decide(
        model,
        ({ taken, courses }): Subscribed[] => {
          if (taken >= 3) throw new RuleViolation('COURSE_FULL', 'no seat left')
          if (courses >= 2) throw new RuleViolation('STUDENT_BUSY', 'two are enough')
          return [{ type: 'StudentSubscribed', data: {}, tags }]
        },
        context,
      )
    })
    const bus = new CommandBus({
      registry,
      middleware: [retryOnConflict({ maxAttempts: 50, maxDelayMs: 40 }), transaction({ unitOfWork: units })],
    })
    const pairs = ['a', 'b', 'c'].flatMap((course) =>
      ['1', '2', '3', '4', '5'].map((student) => [`course:${course}`, `student:${student}`]),
    )
    await Promise.allSettled(pairs.map((pair) => bus.execute(act(pair))))
    const { events } = await eventStore.readByQuery({ items: [{ types: ['StudentSubscribed'] }] })
    const amount = (tag: string) => events.filter(({ tags }) => tags.includes(tag)).length

    expect(Math.max(...['a', 'b', 'c'].map((course) => amount(`course:${course}`)))).toBe(3)
    expect(Math.max(...['1', '2', '3', '4', '5'].map((student) => amount(`student:${student}`)))).toBe(2)
  })
})

describe('an integrated event store on PostgreSQL', () => {
  it('keeps inline rows in step with the events, and hands each event over once and in order', async () => {
    const sums: InlineProjection<Added, Kysely<unknown>> = {
      name: 'sums',
      on: { Added: ({ streamId, data }, { tx }) => upsertSum(streamId, data.amount, tx) },
    }
    const eventBus = new EventBus()
    const heard: bigint[] = []
    eventBus.subscribe('Added', ({ globalPosition }) => void heard.push(globalPosition))
    const { unitOfWork } = new EventStoreIntegration({
      eventStore,
      unitOfWork: units,
      eventBus,
      inline: [sums],
    })
    const bus = busOf(
      async (context) => {
        await counters().transact('inline', 1, context)
        await counters().transact('inline', 2, context)
      },
      undefined,
      unitOfWork,
    )
    await Promise.all(Array.from({ length: 10 }, () => bus.execute(act(0))))

    expect(await sumOf('counter-inline')).toBe(30)
    expect((await counters().load('inline')).state).toBe(30)
    expect(heard).toHaveLength(20)
    expect(heard).toEqual(heard.toSorted((one, other) => (one < other ? -1 : 1)))
  })
})
