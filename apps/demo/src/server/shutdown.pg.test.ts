import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createDatabase, waitUntil, type TestDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { wrongWithMetrics } from '../../test/prometheus-text.ts'

const program = fileURLToPath(new URL('../main.ts', import.meta.url))

let database: TestDatabase
let pool: Pool
let collector: Server
/** What the collector was sent, by address. */
const collected = new Map<string, string>()

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url, max: 2 })
  collector = createServer((request, response) => {
    const path = request.url ?? ''
    request.setEncoding('latin1').on('data', (text: string) => {
      collected.set(path, (collected.get(path) ?? '') + text)
    })
    request.once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
  })
  await once(collector.listen(0, '127.0.0.1'), 'listening')
})
afterAll(async () => {
  collector.closeAllConnections()
  collector.close()
  await pool.end()
  await database.drop()
})

/** The shop in a process of its own, when it is open. */
async function startShop() {
  const { DATA_DIR: _, REDIS_URL: __, ...environment } = process.env
  const { port } = collector.address() as { port: number }
  const child = spawn(process.execPath, ['--conditions=@uno-ts/source', program], {
    env: {
      ...environment,
      PORT: '0',
      DATABASE_URL: database.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_METRIC_EXPORT_TIMEOUT: '400',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const address = () => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
  await waitUntil(() => address() !== undefined || child.exitCode !== null, 60_000)
  expect(address()).toBeDefined()
  return { child, url: String(address()) }
}

/** Places one order after the other until the shop answers no more, and notes what it has acknowledged. */
async function placeOrders(url: string, from: number, acknowledged: string[], statuses: Set<number>) {
  for (let number = from; ; number++) {
    const invoiceNo = String(number)
    const order = {
      invoiceNo,
      invoicedAt: '2011-12-10T09:30:00Z',
      country: 'France',
      customerId: null,
      lines: [{ stockCode: '10001', quantity: 1, unitPriceMilli: 2_950 }],
    }
    const headers = { 'content-type': 'application/json' }
    try {
      const response = await fetch(`${url}/api/orders`, {
        method: 'POST',
        headers,
        body: JSON.stringify(order),
      })
      statuses.add(response.status)
      await response.arrayBuffer()
      if (response.status === 201) acknowledged.push(invoiceNo)
    } catch {
      return
    }
  }
}

/** Listens to what the read models change, over both ways, and gives the last word of each. */
async function listen(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  const closed = new Promise<string>((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve(`${code} ${reason}`))
  })
  const events = await fetch(`${url}/api/changes`)
  return { closed, ended: events.text().then((text) => text.split('\n\n').at(-2)) }
}

it('loses no order that it has acknowledged when it is told to stop under load, and says what it did', async () => {
  const { child, url } = await startShop()
  const acknowledged: string[] = []
  const statuses = new Set<number>()
  const load = Array.from({ length: 8 }, (_, client) =>
    placeOrders(url, 200_000 + 10_000 * client, acknowledged, statuses),
  )
  expect(await waitUntil(() => acknowledged.length >= 150, 30_000)).toBe(true)
  const page = await (await fetch(`${url}/metrics`)).text()
  expect(wrongWithMetrics(page)).toEqual([])
  expect(page).toMatch(/http_server_request_duration_bucket\{.*http_route="\/api\/orders".*\} \d+/)
  const listener = await listen(url)
  const ended = once(child, 'exit')
  const toldAt = performance.now()
  child.kill('SIGTERM')
  expect(await listener.closed).toBe('1001 shutdown')
  expect(await listener.ended).toBe('event: end\ndata: {"reason":"shutdown"}')
  expect(await ended).toEqual([0, null])
  expect(performance.now() - toldAt).toBeLessThan(20_000)
  await Promise.all(load)

  const { rows } = await pool.query<{ id: string }>(
    `select substr(stream_id, 7) as id from uno.streams where stream_id like 'order-2_____'`,
  )
  const recorded = new Set(rows.map(({ id }) => id))
  expect(acknowledged.filter((invoiceNo) => !recorded.has(invoiceNo))).toEqual([])
  expect([...statuses]).toEqual([201])
  for (const span of ['POST /api/orders', 'command PlaceOrder', 'append order']) {
    expect(collected.get('/v1/traces')).toContain(span)
  }
  expect(collected.get('/v1/metrics')).toContain('http.server.request.duration')
}, 120_000)
