import { waitUntil } from '@uno-ts/testing'
import { streamId } from '@uno-ts/types'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerCustomer } from '../../src/customers/register-customer.ts'
import { listProduct } from '../../src/products/list-product.ts'
import { openStock } from '../../src/stock/open-stock.ts'
import { openTestShop, type TestShop } from '../open-test-shop.ts'
import { commandSender, facts, type CommandSender } from './command-sender.ts'
import { sale } from './sale.ts'

/** Declares what a shop that reserves stock does with `Idempotency-Key`. */
export function describeIdempotentShop(
  name: string,
  open: () => Promise<{ readonly pool: Pool; close(): Promise<void> }>,
): void {
  describe(`a shop that is sent the same command again, on ${name}`, () => {
    let database: Awaited<ReturnType<typeof open>>
    let test: TestShop
    let send: CommandSender
    beforeAll(async () => {
      database = await open()
      test = await openTestShop(database.pool)
      send = commandSender(await test.door.listen(0))
      const { commandBus } = test.shop
      const opening = openStock({ units: 100 })
      expect(await commandBus.execute(opening, { idempotencyKey: 'opening' })).toEqual({ units: 100 })
      expect(await commandBus.execute(opening, { idempotencyKey: 'opening' })).toEqual({ units: 100 })
      await commandBus.execute(listProduct({ stockCode: '10001', description: 'ENAMEL MILK JUG' }))
      await commandBus.execute(registerCustomer({ customerId: '7', country: 'Norway' }))
    })
    afterAll(async () => {
      await test[Symbol.asyncDispose]()
      await test.door.close()
      if (!database.pool.ended) await database.pool.end()
      await database.close()
    })

    const eventsOf = async (category: string, id: string): Promise<readonly string[]> => {
      const events = await Array.fromAsync(test.shop.eventStore.readStream(streamId(category, id)))
      return events.map(({ type }) => type)
    }
    const unitsLeft = async (): Promise<number> => {
      const { rows } = await database.pool.query<{ units: number }>(
        `select units::int from uno.stock where code = '10001'`,
      )
      return rows[0]?.units ?? 100
    }

    it('gives the first answer again, byte for byte, whatever the command', async () => {
      const time = '2011-03-05T08:00:00Z'
      const debt = { stockCode: '10001', quantity: 1, unitPriceMilli: -100 }
      const commands: readonly (readonly [url: string, payload: object, status: number])[] = [
        ['/api/products', { stockCode: '10002', description: 'LUNCH BOX' }, 201],
        ['/api/customers', { customerId: '8', country: 'France' }, 201],
        ['/api/orders', sale('100001'), 201],
        ['/api/orders/100001/cancellation', { cancelledAt: time }, 200],
        ['/api/orders', sale('100002'), 201],
        ['/api/orders/100002/dispatch', { dispatchedAt: time }, 200],
        ['/api/returns', sale('C100003', { quantity: -2 }), 201],
        ['/api/adjustments', { ...sale('A100004'), lines: [debt] }, 201],
      ]
      for (const [url, payload, status] of commands) {
        const key = `again ${url} ${JSON.stringify(payload).slice(0, 30)}`.replaceAll(/[^!-~]/g, '-')
        const first = await send(url, payload, key)
        const { headers } = first
        const told = [headers.has('location'), headers.has('etag'), headers.has('uno-consistency-token')]
        expect([url, first.status, ...told]).toEqual([url, status, status === 201, true, true])
        expect(facts(await send(url, payload, key))).toEqual(facts(first))
      }
      expect(await eventsOf('order', '100001')).toEqual(['OrderPlaced', 'OrderCancelled'])
      expect(await eventsOf('return', 'C100001')).toEqual(['GoodsReturned'])
      expect(await unitsLeft()).toBe(100 - 1 + 2)
    })

    it('answers a conditional command as at first, though its version has gone', async () => {
      await send('/api/orders', sale('100010'))
      const dispatch = () =>
        send('/api/orders/100010/dispatch', { dispatchedAt: '2011-03-05T08:00:00Z' }, 'conditional', {
          'if-match': '"1"',
        })
      const first = await dispatch()
      expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"'])
      expect(facts(await dispatch())).toEqual(facts(first))
    })

    it('has one effect however many come at once: the others are told to wait, or the same', async () => {
      const before = await unitsLeft()
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => send('/api/orders', sale('100020'), 'twins')),
      )
      const placed = answers.filter(({ status }) => status === 201)
      expect(new Set(placed.map((answer) => JSON.stringify(facts(answer)))).size).toBe(1)
      for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
        expect([status, JSON.parse(body)]).toMatchObject([409, { code: 'ERR_IDEMPOTENCY' }])
      }
      expect(await eventsOf('order', '100020')).toEqual(['OrderPlaced'])
      expect(await unitsLeft()).toBe(before - 1)
    })

    it('refuses another payload under the same key, and another command', async () => {
      await send('/api/orders', sale('100030'), 'taken')
      for (const [url, payload] of [
        ['/api/orders', sale('100031')],
        ['/api/orders/100030/cancellation', { cancelledAt: '2011-03-05T08:00:00Z' }],
      ] as const) {
        const { status, body } = await send(url, payload, 'taken')
        expect([status, JSON.parse(body)]).toMatchObject([422, { code: 'ERR_IDEMPOTENCY', retryable: false }])
      }
      expect(await eventsOf('order', '100031')).toEqual([])
      expect(await eventsOf('order', '100030')).toEqual(['OrderPlaced'])
    })

    it('refuses again what it has refused, and records the refusal once', async () => {
      const greedy = sale('100040', { quantity: 5_000 })
      const first = await send('/api/orders', greedy, 'greedy')
      expect([first.status, JSON.parse(first.body)]).toMatchObject([422, { rule: 'INSUFFICIENT_STOCK' }])
      const others = await Promise.all(Array.from({ length: 5 }, () => send('/api/orders', greedy, 'greedy')))
      for (const other of others) expect(facts(other)).toEqual(facts(first))
      expect(await eventsOf('order', '100040')).toEqual(['OrderRefused'])

      const crowd = sale('100041', { quantity: 5_000 })
      const answers = await Promise.all(Array.from({ length: 8 }, () => send('/api/orders', crowd, 'crowd')))
      expect(new Set(answers.map(({ status }) => status)).isSubsetOf(new Set([409, 422]))).toBe(true)
      expect(await eventsOf('order', '100041')).toEqual(['OrderRefused'])
    })

    it('asks about goods it has never heard of without a connection of its own', async () => {
      const unknown = { ...sale('100045'), lines: [{ stockCode: 'NONE', quantity: 1, unitPriceMilli: 1 }] }
      const first = await send('/api/orders', unknown, 'unknown')
      expect([first.status, JSON.parse(first.body)]).toMatchObject([400, { code: 'ERR_VALIDATION' }])
      expect(facts(await send('/api/orders', unknown, 'unknown'))).toEqual(facts(first))
    })

    it('runs a command with a key beside many without one', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, nr) =>
          send('/api/orders', sale(String(100_100 + nr)), nr % 2 === 0 ? `beside ${nr}` : undefined),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(40).fill(201))
    })

    it('forgets a key after a day: then it is a new command', async () => {
      await send('/api/orders', sale('100050'), 'old')
      await send('/api/orders', sale('100051'), 'young')
      const keys = async () => {
        const { rows } = await database.pool.query<{ key: string }>(
          `select key from uno.idempotency_keys where key in ('old', 'young') order by key`,
        )
        return rows.map(({ key }) => key)
      }
      expect(await keys()).toEqual(['old', 'young'])
      await database.pool.query(
        `update uno.idempotency_keys set recorded_at = recorded_at - interval '25 hours' where key = 'old'`,
      )
      test.shop.keyExpiry.start()
      expect(await waitUntil(async () => (await keys()).length === 1, 5_000)).toBe(true)
      expect(await keys()).toEqual(['young'])
      const { status, body } = await send('/api/orders', sale('100050'), 'old')
      expect([status, JSON.parse(body)]).toMatchObject([422, { rule: 'ORDER_ALREADY_PLACED' }])
    })
  })
}
