import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ShopEvent } from './messages.ts'
import { openShop, type Shop } from './open-shop.ts'
import { until } from './until.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string // of the server that the tests share
  }
}

let database: TestDatabase
let shop: Shop

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  shop = await openShop({ url: database.url })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
  await database.drop()
})

const orders = Array.from({ length: 30 }, (_, nr) => `${nr}`)
const isPaid = (orderId: string): boolean => Number(orderId) % 3 > 0
const itemOf = (orderId: string): string => (Number(orderId) % 3 === 1 ? 'teapot' : 'unicorn')

/** So far ahead that the time for a payment is over before it is asked for. */
const aheadMs = 3_600_000

/** Workers in processes of their own, until the block ends: then they are killed. */
function spawnWorkers(count: number) {
  const program = join(import.meta.dirname, 'worker.ts')
  const children = Array.from({ length: count }, (_, nr) =>
    spawn(process.execPath, ['--conditions=@uno-ts/source', program, String(nr === 0 ? aheadMs : 0)], {
      env: { ...process.env, DATABASE_URL: database.url },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
  const exited = Promise.all(children.map((child) => once(child, 'exit')))
  return {
    areAlive: () => children.every(({ exitCode }) => exitCode === null),
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      await exited
    },
  }
}

/** How many of each type happened to an order. */
async function countsOf(orderId: string): Promise<Partial<Record<ShopEvent['type'], number>>> {
  const counts: Partial<Record<ShopEvent['type'], number>> = {}
  for (const { type } of await shop.history(orderId)) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

async function ended(): Promise<number> {
  const { events } = await shop.eventStore.readPage({
    filter: { types: ['OrderShipped', 'OrderCancelled'] },
  })
  return events.length
}

/** How an order may end: by what was first, its payment or the deadline. */
function endsOf(orderId: string): readonly object[] {
  const common = { OrderPlaced: 1, PaymentRequested: 1 }
  if (!isPaid(orderId)) return [{ ...common, OrderCancelled: 1 }]
  const paidBack = { ...common, PaymentTaken: 1, PaymentRefunded: 1, OrderCancelled: 1 }
  if (itemOf(orderId) === 'unicorn') return [paidBack]
  return [paidBack, { ...common, PaymentTaken: 1, OrderShipped: 1 }]
}

describe('workers that are killed', () => {
  it('have lost no command and doubled none, whenever they were killed, two at a time', async () => {
    for (const orderId of orders) {
      const data = { orderId, item: itemOf(orderId), cents: 100 }
      await shop.happen({ type: 'OrderPlaced', data })
      if (isPaid(orderId)) await shop.happen({ type: 'PaymentTaken', data: { orderId } })
    }
    for (const progress of [1, 20]) {
      await using workers = spawnWorkers(2)
      await until(async () => (await ended()) >= progress, 30)
      expect(workers.areAlive()).toBe(true)
    }
    await using last = spawnWorkers(2)
    const isRight = async (orderId: string) => {
      const counts = await countsOf(orderId)
      return endsOf(orderId).some((end) => JSON.stringify(sorted(end)) === JSON.stringify(sorted(counts)))
    }
    await until(async () => (await Promise.all(orders.map(isRight))).every(Boolean), 90).catch(
      () => undefined,
    )

    expect(last.areAlive()).toBe(true)
    for (const orderId of orders) expect(endsOf(orderId)).toContainEqual(await countsOf(orderId))
  }, 240_000)
})

function sorted(counts: object): object {
  return Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
