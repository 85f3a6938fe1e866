import { randomUUID } from 'node:crypto'
import { EventStoreIntegration } from '@uno-ts/cqrs-core'
import { PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
import {
  defineFold,
  inlineProjection,
  liveProjection,
  ProjectionRunner,
  type AnyFold,
} from '@uno-ts/projections'
import { createDatabase } from '@uno-ts/testing'
import { silentLogger, streamId, type EventStore } from '@uno-ts/types'
import * as fc from 'fast-check'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createShop } from '../container.ts'
import { customerFigures } from '../customers/customer-figures.ts'
import type { CustomerEvent } from '../customers/customer.ts'
import { invoiceEventTypes, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { invoiceList } from '../invoices/invoice-list.ts'
import { migrateShop } from './migrate-shop.ts'

let pool: Pool
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url })
  drop = () => pool.end().then(() => database.drop())
  await migrateShop(pool)
})
let tenant = ''
let tenants = 0
beforeEach(() => pool.query('truncate uno.customers, uno.invoices'))
afterAll(() => drop())

const customerId = fc.constantFrom('12345', '12346', '12347')
const line = fc.record(
  {
    stockCode: fc.constantFrom('85123A', '71053', 'POST'),
    description: fc.constant(''),
    quantity: fc.integer({ min: -20, max: 20 }),
    unitPriceMilli: fc.integer({ min: -500, max: 9_000 }),
    customerId: fc.option(customerId),
    invoicedAt: fc.constantFrom('2010-12-01T08:26:00Z', '2011-01-02T10:00:00Z'),
  },
  { requiredKeys: ['stockCode', 'description', 'quantity', 'unitPriceMilli'] },
)
const booked = fc
  .record({
    type: fc.constantFrom(...invoiceEventTypes),
    invoiceNo: fc.integer({ min: 536_365, max: 536_375 }).map(String),
    invoicedAt: fc.constantFrom('2010-12-05T09:00:00Z', '2011-01-01T12:00:00Z'),
    country: fc.constant('United Kingdom'),
    customerId: fc.option(customerId),
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  })
  .map(({ type, ...data }): InvoiceEvent => ({ type, data }))
const registered = customerId.map((id): CustomerEvent => ({
  type: 'CustomerRegistered',
  data: { customerId: id, country: 'France' },
}))
/** What happened in a shop, in order. */
const history = fc.array(fc.oneof(registered, booked), { maxLength: 12 })

/** A store whose events are those of the history that is tried, and nobody else's. */
function ownStore(): PostgresEventStore {
  tenants += 1
  tenant = `shop-${tenants}`
  return new PostgresEventStore({ pool, tenant })
}

async function append(eventStore: EventStore, events: readonly (CustomerEvent | InvoiceEvent)[]) {
  for (const [at, event] of events.entries()) {
    await eventStore.append(streamId('happened', `${at}`), [event], { expectedVersion: 'no-stream' })
  }
}

/** What the table of a fold has, as its live form tells it. */
async function table({ table: { name, key, columns } }: AnyFold): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await pool.query(`select * from ${name} where tenant_id = $1`, [tenant])
  const value = (column: string, found: string) => (columns[column] === 'bigint' ? BigInt(found) : found)
  return new Map(
    rows.map((row) => [
      row[key.column],
      Object.fromEntries(Object.keys(columns).map((column) => [column, value(column, row[column])])),
    ]),
  )
}

describe('the shop’s folds', () => {
  it.each([customerFigures, invoiceList])('make the same rows in a runner as live: $name', (fold) =>
    fc.assert(
      fc.asyncProperty(history, async (events) => {
        const eventStore = ownStore()
        await append(eventStore, events)
        const db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
        await using runner = new ProjectionRunner({
          eventStore,
          db,
          tenant,
          projections: [fold as AnyFold],
          batchSize: 2,
        })
        await runner.start()
        await runner.caughtUp()
        expect(await table(fold)).toEqual(
          await liveProjection(fold as typeof invoiceList, { eventStore }).all(),
        )
      }),
      { numRuns: 10 },
    ),
  )

  it('make the same rows with the events as live: customer-figures', () =>
    fc.assert(
      fc.asyncProperty(history, async (events) => {
        const store = ownStore()
        const { eventStore } = new EventStoreIntegration({
          eventStore: store,
          unitOfWork: new PostgresUnitOfWorkFactory({ eventStore: store, pool }),
          inline: [inlineProjection(customerFigures, { tenant })],
        })
        await append(eventStore, events)
        expect(await table(customerFigures)).toEqual(
          await liveProjection(customerFigures, { eventStore }).all(),
        )
      }),
      { numRuns: 10 },
    ))

  it('make the rows of many appends at once in the order of the log', async () => {
    const store = ownStore()
    const trail = defineFold<CustomerEvent, { readonly streams: readonly string[] }>({
      name: 'trail',
      version: 1,
      table: {
        name: 'trail',
        key: { column: 'country', type: 'text' },
        columns: { streams: 'jsonb' },
      },
      eventTypes: ['CustomerRegistered'],
      key: ({ data }) => data.country,
      evolve: (row, event) => ({ streams: [...(row?.streams ?? []), event.streamId] }),
    })
    await pool.query(trail.createTable)
    const { eventStore } = new EventStoreIntegration({
      eventStore: store,
      unitOfWork: new PostgresUnitOfWorkFactory({ eventStore: store, pool }),
      inline: [inlineProjection(trail, { tenant })],
    })
    const register = (at: number, id: string = randomUUID()) => {
      const data = { customerId: `${at}`, country: at % 3 === 0 ? 'France' : 'Norway' }
      const event = { type: 'CustomerRegistered', data, id }
      return eventStore.append(streamId('customer', `${at}`), [event], { expectedVersion: 'any' })
    }
    await Promise.all(Array.from({ length: 60 }, (_, at) => register(at)))
    expect(await table(trail)).toEqual(await liveProjection(trail, { eventStore }).all())

    const id = randomUUID()
    const times = [await register(3, id), await register(3, id)]
    expect(times.map(({ written }) => written)).toEqual([true, false])
    expect(await table(trail)).toEqual(await liveProjection(trail, { eventStore }).all())
  })

  it('are inline or live only where that can hold: what has handlers is refused', () => {
    const { projections } = createShop({ pool, redis: undefined, logger: silentLogger }).cradle
    const handled = projections.filter((each) => !('evolve' in each))
    expect(handled.map(({ name }) => name)).toContain('sales-figures')
    expect(projections.filter((each) => 'evolve' in each)).toEqual([customerFigures, invoiceList])
    for (const each of handled) {
      expect(() => inlineProjection(each as AnyFold)).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIGURATION' }),
      )
    }
  })

  it('keep positions, so that the list of invoices is no inline projection', () => {
    expect(() => inlineProjection(invoiceList)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIGURATION' }),
    )
  })
})
