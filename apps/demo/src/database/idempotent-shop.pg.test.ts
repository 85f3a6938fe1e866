import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createDatabase, waitUntil } from '@uno-ts/testing'
import { consistencyToken, streamId } from '@uno-ts/types'
import { Pool } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { commandSender, facts } from '../../test/idempotency/command-sender.ts'
import { describeIdempotentShop } from '../../test/idempotency/describe-idempotent-shop.ts'
import { sale } from '../../test/idempotency/sale.ts'
import { openTestShop } from '../../test/open-test-shop.ts'
import { registerCustomer } from '../customers/register-customer.ts'
import { listProduct } from '../products/list-product.ts'
import { openStock } from '../stock/open-stock.ts'

describeIdempotentShop('a server', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  return { pool: new Pool({ connectionString: database.url, max: 10 }), close: () => database.drop() }
})

/** A shop that listens, with a product and a customer. */
async function openShop({ stock }: { readonly stock: number | undefined }) {
  const resources = new AsyncDisposableStack()
  const database = resources.use(await createDatabase(inject('postgresUrl')))
  const pool = new Pool({ connectionString: database.url, max: 5 })
  const ignore = () => undefined // a database that is dropped ends its connections
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  resources.defer(() => pool.end())
  const test = resources.use(await openTestShop(pool))
  const { commandBus } = test.shop
  if (stock !== undefined) await commandBus.execute(openStock({ units: stock }))
  await commandBus.execute(listProduct({ stockCode: '10001' }))
  await commandBus.execute(registerCustomer({ customerId: '7', country: 'Norway' }))
  const send = commandSender(await test.door.listen(0))
  resources.defer(() => test.door.close())
  return { test, pool, url: database.url, send, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

describe('the same command again', () => {
  it('is told that the first one is running, and then how it ended', async () => {
    await using shop = await openShop({ stock: 10 })
    await shop.send('/api/orders', sale('100001')) // now there is a row of its stock
    const order = () => shop.send('/api/orders', sale('100002'), 'running')
    const somebody = await shop.pool.connect()
    await somebody.query(`begin`)
    await somebody.query(`select from uno.stock for update`)
    const first = order()
    const isWaiting = async () => {
      const { rowCount } = await shop.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rowCount === 1
    }
    expect(await waitUntil(isWaiting, 5_000)).toBe(true)
    const early = await order()
    expect([early.status, JSON.parse(early.body)]).toMatchObject([409, { retryable: true }])
    await somebody.query('commit')
    somebody.release()

    expect((await first).status).toBe(201)
    expect(facts(await order())).toEqual(facts(await first))
  })

  it('is told what the first one did whose process died before it answered', async () => {
    await using shop = await openShop({ stock: 10 })
    const program = join(import.meta.dirname, '../../test/idempotency/dying-shop.ts')
    const dying = spawn(process.execPath, ['--conditions=@uno-ts/source', program, shop.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(dying, 'exit')
    const [port] = await once(dying.stdout.setEncoding('utf8'), 'data')
    const order = sale('100001')
    await expect(commandSender(Number(port))('/api/orders', order, 'unanswered')).rejects.toThrow(
      'fetch failed',
    )
    expect(await ended).toEqual([null, 'SIGKILL'])

    const { status, headers, body } = await shop.send('/api/orders', order, 'unanswered')
    const [placed] = await Array.fromAsync(shop.test.shop.eventStore.readStream(streamId('order', '100001')))
    if (placed === undefined) throw new Error('expected the order that was placed')
    const { globalPosition } = placed
    expect([status, headers.get('location')]).toEqual([201, '/api/orders/100001'])
    expect(headers.get('uno-consistency-token')).toBe(consistencyToken(globalPosition))
    expect(JSON.parse(body)).toEqual({ invoiceNo: '100001', version: 1, globalPosition: `${globalPosition}` })
  })

  it('has one effect in a shop that sells without asking how much there is', async () => {
    await using shop = await openShop({ stock: undefined })
    const first = await shop.send('/api/orders', sale('100001'), 'unreserved')
    expect(first.status).toBe(201)
    expect(facts(await shop.send('/api/orders', sale('100001'), 'unreserved'))).toEqual(facts(first))
    const nothing = await shop.pool.query('select from uno.stock')
    expect(nothing.rowCount).toBe(0)
  })
})
