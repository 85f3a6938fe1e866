import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { createDatabase, startFaultProxy, waitUntil, type TestDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pay, payingBus, paymentsTable } from '../../test/idempotency/paying-bus.ts'

let database: TestDatabase
let pool: Pool

const ignore = () => undefined // connections are cut, and a database that is dropped ends its own
function open(url: string, max: number): Pool {
  const opened = new Pool({ connectionString: url, max })
  return opened.on('error', ignore).on('connect', (client) => client.on('error', ignore))
}

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pool = open(database.url, 10)
  await migrate(pool, [eventStoreMigrations])
  await pool.query(paymentsTable)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const program = join(import.meta.dirname, '../../test/idempotency/paying-process.ts')

function startPaying(...task: readonly string[]): { child: ChildProcess; told: () => readonly string[] } {
  const flags = ['--conditions=@uno-ts/source', program, database.url, ...task]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  return { child, told: () => text.split('\n').slice(0, -1) }
}

async function payments(account: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from payments where account = $1',
    [account],
  )
  return rows[0]?.count ?? 0
}
async function paidEvents(account: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from uno.events where stream_id = $1',
    [`account-${account}`],
  )
  return rows[0]?.count ?? 0
}

describe('a command with an idempotency key on PostgreSQL', () => {
  it('gives the first result to a repeat, with neither row nor event written again', async () => {
    const bus = payingBus(pool, { waits: false })
    const command = pay({ account: 'again', amount: 3 })
    const first = await bus.execute(command, { idempotencyKey: 'again' })

    expect(first.balance).toBe(3)
    expect(await bus.execute(command, { idempotencyKey: 'again' })).toEqual(first)
    expect([await payments('again'), await paidEvents('again')]).toEqual([1, 1])
    const other = bus.execute(pay({ account: 'again', amount: 4 }), { idempotencyKey: 'again' })
    await expect(other).rejects.toMatchObject({ code: 'ERR_IDEMPOTENCY', problem: 'payload' })
  })

  it('gives the first refusal to a repeat, with nothing written', async () => {
    const bus = payingBus(pool, { waits: false })
    const refused = () => bus.execute(pay({ account: 'refused', amount: -1 }), { idempotencyKey: 'refused' })
    await expect(refused()).rejects.toMatchObject({ rule: 'NOTHING_TO_PAY' })
    await expect(refused()).rejects.toMatchObject({ rule: 'NOTHING_TO_PAY' })

    const { rows } = await pool.query(
      `select nextval(pg_get_serial_sequence('payments', 'nr'))::int as drawn`,
    )
    const { rows: again } = await pool.query(
      `select nextval(pg_get_serial_sequence('payments', 'nr'))::int as drawn`,
    )
    await expect(refused()).rejects.toMatchObject({ rule: 'NOTHING_TO_PAY' })
    expect(Number(again[0]?.drawn) - Number(rows[0]?.drawn)).toBe(1)
    expect(await payments('refused')).toBe(0)
  })

  it('runs again after a failure that is no refusal', async () => {
    let fails = true
    const bus = payingBus(pool, {
      waits: false,
      beforeCommit() {
        if (fails) throw new Error('the power went')
      },
    })
    const command = pay({ account: 'failed', amount: 1 })
    await expect(bus.execute(command, { idempotencyKey: 'failed' })).rejects.toThrow('the power went')
    fails = false

    expect(await bus.execute(command, { idempotencyKey: 'failed' })).toMatchObject({ balance: 1 })
    expect([await payments('failed'), await paidEvents('failed')]).toEqual([1, 1])
  })

  it('is refused or waits while its first call is running, as the bus was told', async () => {
    const written = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const first = payingBus(pool, {
      waits: false,
      async beforeCommit() {
        written.resolve()
        await goOn.promise
      },
    })
    const command = pay({ account: 'running', amount: 1 })
    const paid = first.execute(command, { idempotencyKey: 'running' })
    await written.promise
    const refused = payingBus(pool, { waits: false }).execute(command, { idempotencyKey: 'running' })
    await expect(refused).rejects.toMatchObject({ problem: 'running', retryable: true })
    const waiting = payingBus(pool, { waits: true }).execute(command, { idempotencyKey: 'running' })
    goOn.resolve()

    expect(await waiting).toEqual(await paid)
    expect(await payments('running')).toBe(1)
  })

  it('runs once on a pool of one connection, however many repeat it', async () => {
    const single = open(database.url, 1)
    const bus = payingBus(single, { waits: true })
    const command = pay({ account: 'single', amount: 1 })
    const paid = await Promise.all(
      Array.from({ length: 10 }, () => bus.execute(command, { idempotencyKey: 'single' })),
    )
    await single.end()

    expect(new Set(paid.map(({ payment }) => payment)).size).toBe(1)
    expect([await payments('single'), await paidEvents('single')]).toEqual([1, 1])
  })

  it('runs once when two processes repeat it at the same time, and all are told the same', async () => {
    const processes = [startPaying('race', '20'), startPaying('race', '20')]
    await Promise.all(processes.map(({ child }) => once(child, 'close')))
    const answers = new Map<string, Set<string>>()
    const outcomes = processes.flatMap(({ told }) => told())
    for (const outcome of outcomes) {
      const { key, answer } = JSON.parse(outcome) as { key: string; answer: unknown }
      answers.set(key, (answers.get(key) ?? new Set()).add(JSON.stringify(answer)))
    }

    expect(outcomes).toHaveLength(80)
    expect(answers.size).toBe(20)
    expect([...answers].filter(([, told]) => told.size !== 1)).toEqual([])
    for (const key of answers.keys()) {
      const times = key.endsWith('3') ? 0 : 1
      expect([key, await payments(key), await paidEvents(key)]).toEqual([key, times, times])
    }
  })

  it('runs exactly once when its process is killed between handler and commit', async () => {
    const { child, told } = startPaying('hang')
    expect(await waitUntil(() => told().length > 0, 20_000)).toBe(true)
    const bus = payingBus(pool, { waits: true })
    const command = pay({ account: 'killed', amount: 1 })
    await expect(
      payingBus(pool, { waits: false }).execute(command, { idempotencyKey: 'killed' }),
    ).rejects.toMatchObject({ problem: 'running' })
    child.kill('SIGKILL')
    await once(child, 'close')

    const paid = await bus.execute(command, { idempotencyKey: 'killed' })
    expect(await bus.execute(command, { idempotencyKey: 'killed' })).toEqual(paid)
    expect(paid.balance).toBe(1)
    expect([await payments('killed'), await paidEvents('killed')]).toEqual([1, 1])
  })

  it('gives the first result when the answer to its commit was lost', async () => {
    const { hostname, port } = new URL(database.url)
    await using proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) } })
    const behind = open(proxy.rewrite(database.url), 1)
    // Without an event the next statement is the commit.
    const bus = payingBus(behind, { waits: false, beforeCommit: () => proxy.dropReplies() })
    const command = pay({ account: 'lost', amount: 0 })
    const unanswered = bus.execute(command, { idempotencyKey: 'lost' }).catch((error: unknown) => error)
    expect(await waitUntil(async () => (await payments('lost')) === 1, 5_000)).toBe(true)
    proxy.heal()
    expect(await unanswered).toMatchObject({ code: 'ERR_DATABASE', retryable: true })

    const repeated = await payingBus(behind, { waits: false }).execute(command, { idempotencyKey: 'lost' })
    expect(repeated).toEqual({ payment: expect.any(Number), balance: 0 })
    expect(await payments('lost')).toBe(1)
    await behind.end()
  })
})
