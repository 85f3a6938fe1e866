import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { openTestShop, type TestShop } from '../../test/open-test-shop.ts'
import { placeOrder } from '../orders/place-order.ts'
import { listProduct } from '../products/list-product.ts'

interface News {
  readonly type: string
  readonly id: string
  readonly position: string
  readonly data: { readonly invoiceNo: string; readonly netMilli: number }
}

let database: Awaited<ReturnType<typeof createDatabase>>
let pools: Pool[]
let nodes: TestShop[]
let ports: number[]

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pools = [0, 1].map(() => new Pool({ connectionString: database.url }))
  nodes = []
  for (const pool of pools) nodes.push(await openTestShop(pool))
  ports = await Promise.all(nodes.map(({ door }) => door.listen(0)))
  await nodes[0]?.shop.commandBus.execute(listProduct({ stockCode: '10001', description: 'ENAMEL MILK JUG' }))
})
afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]()
  for (const pool of pools) await pool.end()
  await database.drop()
})

const place = (invoiceNo: number, node: number) =>
  nodes[node]?.shop.commandBus.execute(
    placeOrder({
      invoiceNo: String(invoiceNo),
      invoicedAt: '2011-03-04T10:15:00Z',
      country: 'Norway',
      customerId: null,
      lines: [{ stockCode: '10001', description: 'ENAMEL MILK JUG', quantity: 2, unitPriceMilli: 1_500 }],
    }),
  )

/** Follows the shop from a node; on each connection it takes some news, is cut off, and goes on at the other node. */
async function follow(amount: number, perConnection: number, after: string): Promise<News[]> {
  const seen: News[] = []
  for (let connection = 0; seen.length < amount; connection++) {
    const socket = new WebSocket(`ws://127.0.0.1:${ports[connection % 2]}/api/live`)
    const wanted = Math.min(amount, seen.length + perConnection)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('error', () => reject(new Error('the connection failed')))
      socket.addEventListener('open', () => {
        const from = seen.at(-1)?.position ?? after
        socket.send(JSON.stringify({ type: 'subscribe', id: 'e', channel: 'events', after: from }))
      })
      socket.addEventListener('message', ({ data }) => {
        const news = JSON.parse(String(data)) as News
        if (news.type !== 'change' || seen.length >= wanted) return
        seen.push(news)
        if (seen.length === wanted) resolve()
      })
    })
    socket.close()
  }
  return seen
}

describe('the shop on two nodes', () => {
  it('tells every order once and in order, whichever node takes it and whichever is listened to', async () => {
    const head = String(await nodes[0]?.shop.eventStore.head())
    const following = [follow(60, 7, head), follow(60, 60, head), follow(60, 1, head)]
    for (let nr = 0; nr < 60; nr++) await place(200_000 + nr, nr % 2)
    const expected = Array.from({ length: 60 }, (_, nr) => String(200_000 + nr))
    for (const news of await Promise.all(following)) {
      expect(news.map(({ data }) => data.invoiceNo)).toEqual(expected)
      expect(news[0]?.data).toMatchObject({ country: 'Norway', lines: 1, netMilli: 3_000 })
    }
  }, 30_000)

  it('tells what a read model changes to those who ask for it, at either node', async () => {
    const heard = await Promise.all(
      ports.map(async (port) => {
        const messages: { type: string; data?: { projectionId: string } }[] = []
        const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`)
        await new Promise((resolve) => socket.addEventListener('open', resolve))
        socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data)) as never))
        const filter = { projections: ['invoice-list'] }
        socket.send(JSON.stringify({ type: 'subscribe', id: 'c', channel: 'changes', filter }))
        await vi.waitFor(() => expect(messages).toHaveLength(1))
        return { messages, socket }
      }),
    )
    await place(300_000, 0)
    for (const { messages, socket } of heard) {
      await vi.waitFor(() => expect(messages[1]).toMatchObject({ data: { projectionId: 'invoice-list' } }), {
        timeout: 5_000,
      })
      socket.close()
    }
  }, 20_000)
})
