import {
  BatchCommandBus,
  CommandBus,
  decider,
  defineCommand,
  EventSourcedRepository,
  HandlerRegistry,
} from '@uno-ts/cqrs-core'
import { migrate, PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { isUnoError, RuleViolation, streamId, type Event, type Outcome } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'

let database: TestDatabase
let pool: Pool
let eventStore: PostgresEventStore
let batches: BatchCommandBus

type Counted = Event<'Counted', { readonly sum: number }>

const counter = decider({
  category: 'counter',
  initialState: () => 0,
  decide(by: number, sum: number): readonly Counted[] {
    if (sum + by < 0) throw new RuleViolation('BELOW_ZERO', 'a counter does not go below zero')
    return [{ type: 'Counted', data: { sum: sum + by } }]
  },
  evolve: (_sum: number, { data }: Counted) => data.sum,
})

const count = defineCommand({
  type: 'Count',
  data: z.object({ id: z.string(), by: z.int() }),
  result: z.object({ sum: z.int() }),
})
const note = defineCommand({
  type: 'Note',
  data: z.object({ id: z.string() }),
  result: z.object({ noted: z.int() }),
})

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url, max: 10 })
  const ignore = () => undefined // a database that is dropped ends its connections
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  await migrate(pool, [eventStoreMigrations])
  await pool.query('create table notes (id text primary key)')
  eventStore = new PostgresEventStore({ pool })
  batches = batchesOn(pool, eventStore)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

function batchesOn(ownPool: Pool, store: PostgresEventStore): BatchCommandBus {
  const counters = new EventSourcedRepository({ eventStore: store, decider: counter })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(count, async ({ id, by }, context) => {
    const { state } = await counters.transact(id, by, context)
    return { sum: state }
  })
  registry.registerCommandHandler(note, async ({ id }, { unitOfWork }) => {
    const transaction = await unitOfWork?.transaction()
    await transaction?.connection.query({ text: 'insert into notes values ($1)', values: [id] })
    const counted = await transaction?.connection.query({ text: 'select id from notes' })
    return { noted: counted?.rowCount ?? 0 }
  })
  const unitOfWork = new PostgresUnitOfWorkFactory({ eventStore: store, pool: ownPool })
  const commandBus = new CommandBus({ registry, unitOfWork })
  return new BatchCommandBus({ commandBus, unitOfWork, retry: { maxAttempts: 50, maxDelayMs: 20 } })
}

async function sumsIn(id: string): Promise<readonly number[]> {
  const { events } = await eventStore.load<Counted>(streamId('counter', id))
  return events.map(({ data }) => data.sum)
}
async function notes(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from notes order by id')
  return rows.map(({ id }) => id)
}
const codeOf = (outcome: Outcome<unknown>) =>
  outcome.ok ? 'ok' : isUnoError(outcome.error) ? outcome.error.code : outcome.error.message

describe('an atomic batch on PostgreSQL', () => {
  it('is one transaction, in which later commands see what earlier ones have planned', async () => {
    const commands = Array.from({ length: 20 }, (_, place) =>
      count({ id: place % 2 === 0 ? 'a' : 'b', by: 1 }),
    )
    const outcomes = await batches.executeBatch(commands, { mode: 'atomic' })
    expect(outcomes.map((outcome) => outcome.ok && outcome.value.sum)).toEqual(
      commands.map((_, place) => Math.floor(place / 2) + 1),
    )
    expect(await sumsIn('a')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const { rows } = await pool.query(
      `select count(distinct xmin::text)::int as transactions from uno.events where stream_id in ('counter-a', 'counter-b')`,
    )
    expect(rows).toEqual([{ transactions: 1 }])
  })

  it('commits the rows of its handlers with the events, or neither', async () => {
    const commands = [note({ id: 'one' }), count({ id: 'c', by: 1 }), note({ id: 'two' })]
    const outcomes = await batches.executeBatch(commands, { mode: 'atomic' })
    expect(outcomes).toMatchObject([{ value: { noted: 1 } }, { value: { sum: 1 } }, { value: { noted: 2 } }])

    const refused = [note({ id: 'three' }), count({ id: 'c', by: 1 }), count({ id: 'c', by: -9 })]
    expect((await batches.executeBatch(refused, { mode: 'atomic' })).map(codeOf)).toEqual([
      'ERR_BATCH_ROLLED_BACK',
      'ERR_BATCH_ROLLED_BACK',
      'ERR_RULE_VIOLATION',
    ])
    expect(await notes()).toEqual(['one', 'two'])
    expect(await sumsIn('c')).toEqual([1])
  })

  it('leaves nothing behind, nor a connection taken, when the database refuses a row', async () => {
    await pool.query(`insert into notes values ('taken') on conflict do nothing`)
    const commands = [count({ id: 'd', by: 1 }), note({ id: 'taken' }), count({ id: 'd', by: 1 })]
    const outcomes = await batches.executeBatch(commands, { mode: 'atomic' })
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false])
    expect(outcomes[2]).toMatchObject({ error: { code: 'ERR_BATCH_ROLLED_BACK', ran: false, failed: [1] } })
    expect(await sumsIn('d')).toEqual([])
    expect(pool.totalCount - pool.idleCount).toBe(0)
  })

  it('loses no update when many batches meet on the same streams', async () => {
    const rivals = Array.from({ length: 8 }, () =>
      batches.executeBatch(
        ['x', 'y', 'z'].map((id) => count({ id, by: 1 })),
        { mode: 'atomic' },
      ),
    )
    const outcomes = (await Promise.all(rivals)).map((batch) => batch.map(codeOf))
    const written = outcomes.filter((batch) => batch.every((code) => code === 'ok')).length
    expect(outcomes.filter((batch) => new Set(batch).size > 1)).toEqual([]) // all or nothing
    expect(written).toBeGreaterThan(0)
    const expected = Array.from({ length: written }, (_, place) => place + 1)
    for (const id of ['x', 'y', 'z']) expect(await sumsIn(id)).toEqual(expected)
  })

  it('runs on a pool of one connection', async () => {
    const single = new Pool({ connectionString: database.url, max: 1 })
    single.on('error', () => undefined)
    const store = new PostgresEventStore({ pool: single })
    const commands = [
      count({ id: 'e', by: 1 }),
      note({ id: 'e' }),
      count({ id: 'e', by: 1 }),
      note({ id: 'f' }),
    ]
    const outcomes = await batchesOn(single, store).executeBatch(commands, { mode: 'atomic' })
    await single.end()
    expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(await sumsIn('e')).toEqual([1, 2])
  })
})

describe('a stream of commands on PostgreSQL', () => {
  it.each(['atomic', 'parallel'] as const)('is written in order of its own, whole (%s)', async (mode) => {
    async function* commands() {
      for (let place = 0; place < 500; place++)
        yield count({ id: `${mode}${place % 50}`, by: place === 77 ? -99 : 1 })
    }
    const codes: string[] = []
    for await (const outcome of batches.executeBatch(commands(), { mode, batchSize: 20 })) {
      codes.push(codeOf(outcome))
    }
    const refused = codes.flatMap((code, place) => (code === 'ok' ? [] : [`${place} ${code}`]))
    const alone = ['77 ERR_RULE_VIOLATION']
    const together = Array.from({ length: 20 }, (_, place) =>
      place === 17 ? alone[0] : `${place + 60} ERR_BATCH_ROLLED_BACK`,
    )
    expect(refused).toEqual(mode === 'atomic' ? together : alone)
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from uno.events where stream_id like $1`,
      [`counter-${mode}%`],
    )
    expect(rows[0]?.count).toBe(500 - refused.length)
  })
})
