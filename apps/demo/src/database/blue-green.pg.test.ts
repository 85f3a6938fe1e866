import { setImmediate } from 'node:timers/promises'
import type { AnyProjection } from '@uno-ts/projections'
import { createDatabase, waitUntil } from '@uno-ts/testing'
import { projectionId, silentLogger, type RecordedEvent } from '@uno-ts/types'
import { asValue } from 'awilix'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { codes, customers, opening, orderOf, questions } from '../../test/blue-green/questions.ts'
import { TruthfulClient } from '../../test/blue-green/truthful-client.ts'
import { createShop, type Shop } from '../container.ts'
import { registerCustomer } from '../customers/register-customer.ts'
import type { Invoice } from '../invoices/invoice.ts'
import { listProduct } from '../products/list-product.ts'
import { openStock } from '../stock/open-stock.ts'
import { migrateShop } from './migrate-shop.ts'

let url = ''
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'))
  ;({ url } = database)
  drop = () => database.drop()
})
afterAll(() => drop())

/** The tables that each projection of the shop has; what one makes anew goes to copies of them. */
const tables: Readonly<Record<string, readonly string[]>> = {
  'sales-figures': ['uno.sales_days', 'uno.sales_groups', 'uno.sales_group_customers'],
  'product-figures': ['uno.products', 'uno.product_descriptions', 'uno.stock_opening'],
  'customer-figures': ['uno.customers'],
  'invoice-list': ['uno.invoices'],
  'reservation-figures': ['uno.reservation_figures'],
}

/** The next version of a projection, in tables of its own: prices are counted twice, so that its answers differ. */
function raised(projection: AnyProjection): AnyProjection {
  if (!('handleBatch' in projection)) throw new Error(`${projection.name} handles no batches`)
  const own = (tables[projection.name] ?? []).map((name) => [
    name,
    ({ table }: { readonly table: string }) => `create table ${table} (like ${name} including all)`,
  ])
  return {
    ...projection,
    version: 2,
    tables: Object.fromEntries(own),
    handleBatch: (events, context) => projection.handleBatch(events.map(twiceAsDear), context),
  }
}

function twiceAsDear(event: RecordedEvent): RecordedEvent {
  if (event.type !== 'OrderPlaced') return event
  const invoice = event.data as Invoice // the data of this type
  const lines = invoice.lines.map((line) => ({ ...line, unitPriceMilli: line.unitPriceMilli * 2 }))
  return { ...event, data: { ...invoice, lines } }
}

/** A process of the shop, with its own connections. */
async function openProcess(
  change: (projections: readonly AnyProjection[]) => readonly AnyProjection[] = (same) => same,
): Promise<{ readonly shop: Shop } & AsyncDisposable> {
  const pool = new Pool({ connectionString: url })
  await migrateShop(pool)
  const container = createShop({ pool, redis: undefined, logger: silentLogger })
  const { projections } = container.cradle
  container.register({ projections: asValue(change(projections)) })
  const shop = container.cradle
  // What answers is made when it is first asked: that is not to take the time in which a version is built.
  await Promise.allSettled(questions.map((question) => question.ask(shop)))
  await shop.projectionRunner.start()
  return {
    shop,
    async [Symbol.asyncDispose]() {
      await container.dispose()
      await pool.end()
    },
  }
}

/** How many orders there are when the new versions begin, and in the end at most. */
const before = 60
const most = 600

it('the read models of the shop are rebuilt under load, and every answer is the old truth or the new one', async () => {
  await using old = await openProcess()
  const { commandBus, projectionRunner } = old.shop
  await commandBus.execute(openStock({ units: opening }))
  for (const stockCode of codes) await commandBus.execute(listProduct({ stockCode }))
  for (const customerId of customers)
    await commandBus.execute(registerCustomer({ customerId, country: 'France' }))
  let placed = 0
  const place = async () => {
    placed += 1
    await commandBus.execute(orderOf(placed))
  }
  for (let nr = 0; nr < before; nr += 1) await place()
  await projectionRunner.caughtUp()

  await using next = await openProcess((projections) =>
    projections.filter(({ name }) => Object.hasOwn(tables, name)).map(raised),
  )
  const clients = [old, next].flatMap(({ shop }) =>
    questions.map((question) => new TruthfulClient(shop, question, { from: before, to: most })),
  )
  const ending = new AbortController()
  const busy = [
    keepDoing(ending.signal, async () => {
      if (placed < most) await place()
    }),
    keepDoing(ending.signal, async () => {
      for (const client of clients) await client.ask(() => placed)
    }),
  ]
  const swapped = Object.keys(tables).map((name) =>
    next.shop.projectionRunner.activated(projectionId(name), { signal: ending.signal }),
  )
  try {
    await Promise.race([Promise.all(swapped), ...busy])
    await waitUntil(() => clients.every(({ answers }) => answers[2] > 0), 10_000)
  } finally {
    ending.abort()
    await Promise.all(busy)
  }
  for (const { answers } of clients) {
    expect(answers[1]).toBeGreaterThan(0)
    expect(answers[2]).toBeGreaterThan(0)
  }
  await next.shop.projectionRunner.caughtUp()
  for (const client of clients) expect(await client.knows(placed)).toBe(true)
}, 60_000)

/** Does something again and again, until it fails or is not wanted any more. */
async function keepDoing(ending: AbortSignal, round: () => Promise<void>): Promise<void> {
  while (!ending.aborted) {
    await round()
    await setImmediate()
  }
}
