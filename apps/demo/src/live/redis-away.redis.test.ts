import { createDatabase, startRedis, type RedisServer } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import { openTestShop, type TestShop } from '../../test/open-test-shop.ts'
import { openRedis, type OpenRedis } from '../database/open-redis.ts'
import { placeOrder } from '../orders/place-order.ts'
import { listProduct } from '../products/list-product.ts'

let redis: RedisServer
let database: Awaited<ReturnType<typeof createDatabase>>
const pools: Pool[] = []
const clients: OpenRedis[] = []
const nodes: TestShop[] = []
let ports: number[]

beforeAll(async () => {
  redis = await startRedis({ env: { PATH: process.env['PATH'] } }) // one that may be killed
  database = await createDatabase(inject('postgresUrl'))
  for (let nr = 0; nr < 2; nr++) {
    const pool = new Pool({ connectionString: database.url })
    const opened = await openRedis(redis.url)
    pools.push(pool)
    clients.push(opened)
    nodes.push(await openTestShop(pool, opened.client))
  }
  ports = await Promise.all(nodes.map(({ door }) => door.listen(0)))
  await nodes[0]?.shop.commandBus.execute(listProduct({ stockCode: '10001', description: 'ENAMEL MILK JUG' }))
})
afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]()
  for (const client of clients) await client[Symbol.asyncDispose]()
  for (const pool of pools) await pool.end()
  await database.drop()
  await redis.stop()
})

const place = (invoiceNo: number) =>
  nodes[0]?.shop.commandBus.execute(
    placeOrder({
      invoiceNo: String(invoiceNo),
      invoicedAt: '2011-03-04T10:15:00Z',
      country: 'Norway',
      customerId: null,
      lines: [{ stockCode: '10001', description: 'ENAMEL MILK JUG', quantity: 2, unitPriceMilli: 1_500 }],
    }),
  )

/** Listens to the orders at one node, and keeps their numbers. */
async function listen(port: number | undefined): Promise<{ readonly heard: string[]; leave(): void }> {
  const heard: string[] = []
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`)
  const subscribed = Promise.withResolvers<void>()
  socket.addEventListener('open', () =>
    socket.send(JSON.stringify({ type: 'subscribe', id: 'e', channel: 'events', after: '0' })),
  )
  socket.addEventListener('message', ({ data }) => {
    const { type, data: news } = JSON.parse(String(data)) as { type: string; data?: { invoiceNo?: string } }
    if (type === 'subscribed') subscribed.resolve()
    if (news?.invoiceNo !== undefined) heard.push(news.invoiceNo)
  })
  await subscribed.promise
  return { heard, leave: () => socket.close() }
}

it('tells every order once and in order at each node, also while Redis is away and when it comes back', async () => {
  const listeners = await Promise.all(ports.map(listen))
  const placed: string[] = []
  const placeSome = async (amount: number) => {
    for (let nr = 0; nr < amount; nr++) {
      const invoiceNo = 200_000 + placed.length
      await place(invoiceNo)
      placed.push(String(invoiceNo))
    }
  }
  const allHeard = () =>
    vi.waitFor(() => expect(listeners.map(({ heard }) => heard)).toEqual([placed, placed]), {
      timeout: 8_000,
    })

  await placeSome(5)
  await allHeard()
  await redis.kill()
  await placeSome(5)
  await allHeard()
  await redis.restart()
  await placeSome(5)
  await allHeard()
  await vi.waitFor(() => expect(clients.every(({ client }) => client.isReady)).toBe(true), { timeout: 8_000 })
  await placeSome(5)
  await allHeard()
  for (const listener of listeners) listener.leave()
}, 60_000)
