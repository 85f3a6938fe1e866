import { commandRoute, cqrsPlugin, cqrsServerOptions } from '@uno-ts/fastify-adapter'
import { QueryBus, HandlerRegistry } from '@uno-ts/cqrs-core'
import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import type { Principal } from '@uno-ts/types'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pay, paymentsTable, payingBus } from '../../test/idempotency/paying-bus.ts'

interface Node {
  readonly app: FastifyInstance
  readonly pool: Pool
}

let database: TestDatabase
let nodes: readonly [Node, Node]
/** What a payment waits for when all is written and nothing is committed. */
let beforeCommit: () => void | Promise<void> = () => undefined

/** Whoever the request says, such as `ada@north`. */
async function principal({ headers }: FastifyRequest): Promise<Principal | undefined> {
  const [id, tenant] = String(headers['x-caller'] ?? '').split('@')
  return id ? { id, scopes: [], tenant } : undefined
}

async function node(): Promise<Node> {
  const pool = new Pool({ connectionString: database.url, max: 5 })
  const commandBus = payingBus(pool, { waits: false, beforeCommit: () => beforeCommit() })
  const app = fastify(cqrsServerOptions())
  const queryBus = new QueryBus({ registry: new HandlerRegistry() })
  await app.register(cqrsPlugin, { commandBus, queryBus, policy: 'public', principal })
  app.route(commandRoute(pay, { url: '/payments', status: 201 }))
  return { app, pool }
}

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  nodes = [await node(), await node()]
  const [{ pool }] = nodes
  await migrate(pool, [eventStoreMigrations])
  await pool.query(paymentsTable)
})
afterAll(async () => {
  for (const { app, pool } of nodes) {
    await app.close()
    await pool.end()
  }
  await database.drop()
})

async function post(at: 0 | 1, key: string, payload: object, caller = '') {
  const headers = { 'idempotency-key': key, 'x-caller': caller }
  const response = await nodes[at].app.inject({ method: 'POST', url: '/payments', headers, payload })
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.json<Record<string, unknown>>(),
  }
}

async function payments(account: string): Promise<number> {
  const { rows } = await nodes[0].pool.query<{ count: number }>(
    'select count(*)::int as count from payments where account = $1',
    [account],
  )
  return rows[0]?.count ?? 0
}

describe('an Idempotency-Key over HTTP, on two nodes', () => {
  it('answers a repeat with the first answer, whichever node it comes to, quoted or bare', async () => {
    const first = await post(0, '"first"', { account: 'a', amount: 5 })
    const again = await post(1, 'first', { account: 'a', amount: 5 })
    expect(first.status).toBe(201)
    expect([again.status, again.body]).toEqual([first.status, first.body])
    expect(await payments('a')).toBe(1)
  })

  it('is 422 for another payload', async () => {
    await post(0, 'other', { account: 'b', amount: 5 })
    const { status, body } = await post(1, 'other', { account: 'b', amount: 6 })
    expect([status, body]).toMatchObject([422, { code: 'ERR_IDEMPOTENCY', retryable: false }])
    expect(await payments('b')).toBe(1)
  })

  it('is 409 while its first request runs, at the other node too, and its answer afterwards', async () => {
    const written = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    beforeCommit = () => {
      beforeCommit = () => undefined
      written.resolve()
      return goOn.promise
    }
    const first = post(0, 'running', { account: 'c', amount: 5 })
    await written.promise
    for (const at of [0, 1] as const) {
      const { status, body } = await post(at, 'running', { account: 'c', amount: 5 })
      expect([status, body]).toMatchObject([409, { code: 'ERR_IDEMPOTENCY', retryable: true }])
    }
    goOn.resolve()
    const { body } = await first
    expect(await post(1, 'running', { account: 'c', amount: 5 })).toMatchObject({ status: 201, body })
    expect(await payments('c')).toBe(1)
  })

  it('repeats a refusal as it was', async () => {
    const refused = await post(0, 'refused', { account: 'd', amount: -1 })
    expect(refused).toMatchObject({ status: 422, body: { rule: 'NOTHING_TO_PAY' } })
    const { instance: _, ...same } = refused.body
    expect(await post(1, 'refused', { account: 'd', amount: -1 })).toMatchObject({ status: 422, body: same })
  })

  it('belongs to its caller and tenant: the same one from somebody else is another', async () => {
    const payload = { account: 'f', amount: 5 }
    const balances: unknown[] = []
    for (const caller of ['', 'ada', 'bob', 'ada@north', 'ada', 'ada@north', '']) {
      const { status, body } = await post(balances.length % 2 === 0 ? 0 : 1, 'shared', payload, caller)
      balances.push(status === 201 ? body['balance'] : status)
    }
    expect(balances).toEqual([5, 10, 15, 5, 10, 5, 5])
    const { rows } = await nodes[0].pool.query<{ key: string }>(
      `select key from uno.idempotency_keys where key like '%shared'`,
    )
    expect(rows).toHaveLength(4)
    expect(rows.filter(({ key }) => key.includes('ada'))).toEqual([])
  })

  it('is executed once for many requests at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, nr) => post(nr % 2 === 0 ? 0 : 1, 'race', { account: 'e', amount: 1 })),
    )
    expect(new Set(answers.map(({ status }) => status)).isSubsetOf(new Set([201, 409]))).toBe(true)
    expect(
      new Set(answers.filter(({ status }) => status === 201).map(({ body }) => JSON.stringify(body))).size,
    ).toBe(1)
    expect(await payments('e')).toBe(1)
  })
})
