import { PostgresEventStore, PostgresSignalBus } from '@uno-ts/event-store-pg'
import { PostgresChangeFeed, ProjectionRunner, type AnyFold } from '@uno-ts/projections'
import {
  LiveQueries,
  livePage,
  liveRow,
  liveStatement,
  PostgresSnapshotReader,
  ReadModelQueryService,
} from '@uno-ts/query-search'
import { PostgresReadModelRepository } from '@uno-ts/read-model'
import { createDatabase } from '@uno-ts/testing'
import {
  projectionId,
  silentLogger,
  streamId,
  type ChangeFeed,
  type GlobalPosition,
  type LiveAnswer,
  type LiveQuery,
} from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { customerFigures } from '../customers/customer-figures.ts'
import { customers } from '../customers/customers.ts'
import { migrateShop } from './migrate-shop.ts'

const database = await createDatabase(inject('postgresUrl'))
const newPool = () => new Pool({ connectionString: database.url })
const [writing, reading] = [newPool(), newPool()]
const signals = [writing, reading].map((pool) => new PostgresSignalBus({ pool, logger: silentLogger }))
const newDb = (pool: Pool) => new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
const db = newDb(reading)
const eventStore = new PostgresEventStore({ pool: writing })
const leaving = new AbortController()
let runner: ProjectionRunner
let registered = 0

beforeAll(async () => {
  await migrateShop(writing)
  runner = new ProjectionRunner({
    eventStore,
    db: newDb(writing),
    projections: [customerFigures as AnyFold],
    signals: signals[0],
    changeLog: true,
    batchSize: 3, // several commits for what comes at once
  })
  await runner.start()
})
afterAll(async () => {
  leaving.abort()
  await runner.stop()
  await Promise.all(signals.map((bus) => bus[Symbol.asyncDispose]()))
  await Promise.all([writing.end(), reading.end()])
  await database.drop()
})

/** Registers the next customer. */
async function register(): Promise<{ id: string; position: GlobalPosition }> {
  const id = `${(registered += 1)}`.padStart(5, '0')
  const event = { type: 'CustomerRegistered', data: { customerId: id, country: 'France' } }
  const { globalPosition } = await eventStore.append(streamId('customer', id), [event], {
    expectedVersion: 'no-stream',
  })
  return { id, position: globalPosition }
}

/** Keeps the answers to a query until the tests are over. */
function follow<Result>(query: LiveQuery<Result>, minPosition?: GlobalPosition): LiveAnswer<Result>[] {
  const answers: LiveAnswer<Result>[] = []
  void (async () => {
    for await (const each of query.subscribe({ minPosition, signal: leaving.signal })) answers.push(each)
  })().catch(() => undefined)
  return answers
}

const service = new ReadModelQueryService({
  repository: new PostgresReadModelRepository({ db, model: customers }),
})
const shown = { model: customers, service }
const count = liveStatement({
  name: 'customers',
  db,
  tables: ['customers'],
  buildQuery: (kysely) =>
    kysely
      .withTables<{ 'uno.customers': { id: string } }>()
      .selectFrom('uno.customers')
      .select((row) => row.fn.countAll<string>().as('count')),
})

const open = (feed: ChangeFeed) =>
  new LiveQueries({
    feed,
    snapshots: new PostgresSnapshotReader({ db }),
    tables: { customers: projectionId(customerFigures.name) },
    minIntervalMs: 5,
  })

describe.each([
  { whose: 'another process', feed: () => new PostgresChangeFeed({ db, signals: signals[1] }) },
  { whose: 'this process', feed: () => runner.changes },
])('a query of rows that $whose projects', ({ feed }) => {
  it('is answered as of the position it tells, and at last with all there is', async () => {
    const live = open(feed())
    const before = registered
    const positions: GlobalPosition[] = []
    const followed: LiveAnswer<readonly { count: string }[]>[][] = []
    for (let number = 1; number <= 40; number += 1) {
      if (number % 10 === 1) followed.push(follow(live.query(count, { number })))
      positions.push((await register()).position)
    }
    for (const answers of followed) {
      await vi.waitFor(() => expect(answers.at(-1)?.result).toEqual([{ count: `${registered}` }]), 5_000)
      for (const { result, position } of answers) {
        const known = positions.filter((each) => each <= position).length
        expect(result).toEqual([{ count: `${before + known}` }])
      }
    }
    await live[Symbol.asyncDispose]()
  })

  it('is asked again when its row, or a row of its list, has changed', async () => {
    const live = open(feed())
    const { id, position } = await register()
    const row = follow(live.query(liveRow(shown), id), position)
    const page = follow(
      live.query(livePage(shown), { sort: [{ field: 'id', direction: 'desc' }], limit: 1 }),
      position,
    )
    await vi.waitFor(() => expect([row.length, page.length]).toEqual([1, 1]), 5_000)
    expect(row[0]?.result).toMatchObject({ id, orders: 0 }) // its own write, at once
    const next = await register()
    await vi.waitFor(() => expect(page.at(-1)?.result.items).toMatchObject([{ id: next.id }]), 5_000)
    expect(row).toHaveLength(1)
    expect(live.status()).toMatchObject({ queries: 2, subscribers: 2 })
    await live[Symbol.asyncDispose]()
  })
})
