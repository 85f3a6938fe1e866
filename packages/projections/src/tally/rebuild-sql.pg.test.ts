import { createDatabase, InMemoryEventStore } from '@uno-ts/testing'
import { globalPosition, streamId, type EventSqlSource, type EventStore } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { sales, totals } from '../../test/lives/shop-definitions.ts'
import type { ShopEvent } from '../../test/lives/shop-events.ts'
import { createLog, shopLog, type ShopLog } from '../../test/lives/shop-log.ts'
import { projectionMigrations } from '../migrations.ts'
import { ProjectionRunner } from '../runner/projection-runner.ts'
import { defineTally } from './define-tally.ts'
import { rebuildSql } from './rebuild-sql.ts'

let pool: Pool
let db: Kysely<object>
let drop: () => Promise<void>
let log: ShopLog

beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url })
  drop = () => pool.end().then(() => database.drop())
  db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
  await pool.query('create schema uno')
  for (const step of projectionMigrations.steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await pool.query(statement)
  }
  for (const statement of [sales.createTable, totals.createTable, createLog]) await pool.query(statement)
})
beforeEach(async () => {
  await pool.query(
    'truncate sales, totals, uno.projection_checkpoints, uno.projection_members, uno.projection_versions',
  )
  log = await shopLog(pool)
})
afterAll(() => drop())

const sold = (product: string): ShopEvent => ({ type: 'Sold', data: { product, quantity: 2 } })
async function happened(...events: readonly ShopEvent[]): Promise<void> {
  await log.append({ stream: streamId('shop', '1'), events })
}
async function count(product: string): Promise<number> {
  const { rows } = await pool.query('select events from sales where product = $1', [product])
  return Number(rows[0]?.events ?? 0)
}
async function checkpoint(): Promise<bigint> {
  const { rows } = await pool.query(
    `select min(position) as position from uno.projection_checkpoints where projection_id = 'sales'`,
  )
  return BigInt(rows[0].position)
}
const many = (length: number, product = 'a') => Array.from({ length }, () => sold(product))

describe('a rebuild inside the database', () => {
  it('goes on where one was killed: each page commits with its checkpoint', async () => {
    await happened(...many(50))
    await log.publish()
    const killed = new AbortController()
    const rebuild = rebuildSql(sales, {
      ...log,
      db,
      pageSize: 8,
      signal: killed.signal,
      onPage: ({ position }) => {
        if (position > 60n) killed.abort(new Error('killed'))
      },
    })
    await expect(rebuild).rejects.toThrow('killed')
    const before = await count('a')
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(50)
    const head = await rebuildSql(sales, { ...log, db, pageSize: 8, resume: true })
    expect(await count('a')).toBe(50)
    expect(head).toBe(await log.eventStore.head())
    expect(await checkpoint()).toBe(head)
  })

  it('leaves the rest to a runner when it is killed', async () => {
    await happened(...many(50))
    await log.publish()
    const killed = new AbortController()
    const onPage = () => killed.abort(new Error('killed'))
    const options = { ...log, db, pageSize: 8, onPage, signal: killed.signal }
    await expect(rebuildSql(sales, options)).rejects.toThrow('killed')
    await using runner = new ProjectionRunner({ eventStore: log.eventStore, db, projections: [sales] })
    await runner.start()
    await runner.caughtUp()
    expect(await count('a')).toBe(50)
  })

  it.each([true, false])(
    'takes the slices from a runner and gives them back, in pages: %s',
    async (resumable) => {
      const sliced = defineTally({ ...sales, slices: 4 })
      await using runner = new ProjectionRunner({
        eventStore: log.eventStore,
        db,
        projections: [sliced],
        leaseTtlMs: 600,
      })
      await happened(...many(30))
      await runner.start()
      await runner.caughtUp()
      await pool.query('update sales set events = 7')
      await log.publish()
      await rebuildSql(sliced, { ...log, db, resumable, pageSize: 5 })
      expect(await count('a')).toBe(30)
      await happened(...many(3))
      await runner.caughtUp()
      expect(await count('a')).toBe(33)
    },
  )

  it('removes rows that the events do not make', async () => {
    await happened(sold('a'))
    await log.publish()
    await pool.query(`insert into sales (tenant_id, product, events, returns, quantity, paid)
      values ('default', 'stale', 1, 0, 0, 0), ('another tenant', 'kept', 1, 0, 0, 0)`)
    await rebuildSql(sales, { ...log, db })
    const { rows } = await pool.query('select product from sales order by product')
    expect(rows.map(({ product }) => product)).toEqual(['a', 'kept'])
  })

  it('finishes and moves where its events are few among many', async () => {
    await pool.query(`insert into log select 'default', position, 'shop-1', 'Unheard', '{}'
      from generate_series(1, 200000) position`)
    await pool.query(`update log set type = 'Closed' where global_position in (7, 150000)`)
    const pages: bigint[] = []
    const eventStore = Object.assign(new InMemoryEventStore(), {
      head: async () => globalPosition(200_000n),
      sqlSource: () => sourceOf(log.eventStore),
    })
    const onPage = ({ position }: { position: bigint }) => pages.push(position)
    await rebuildSql(totals, { eventStore, db, pageSize: 1, onPage })
    expect(pages).toEqual([7n, 150_000n, 200_000n])
    const { rows } = await pool.query('select weighted from totals')
    expect(rows).toEqual([{ weighted: '-2' }])
  })

  it.each<[string, () => Pick<EventStore, 'sqlSource'>]>([
    ['the event store has no SQL source', () => ({})],
    [
      'its events may be read as other ones than are stored',
      () => ({ sqlSource: () => ({ ...sourceOf(log.eventStore), isReadAsStored: () => false }) }),
    ],
  ])('is refused, with nothing changed, when %s', async (why, source) => {
    await happened(sold('a'))
    await log.publish()
    await rebuildSql(sales, { ...log, db })
    const eventStore: EventStore = Object.assign(new InMemoryEventStore(), source())
    await expect(rebuildSql(sales, { eventStore, db })).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: `tally "sales" cannot be rebuilt in SQL: ${why}`,
    })
    expect(await count('a')).toBe(1)
  })

  it('reads stored events of any version where the tally says it may', async () => {
    await happened(sold('a'))
    await log.publish()
    const sqlSource = () => ({ ...sourceOf(log.eventStore), isReadAsStored: () => false })
    const eventStore = Object.assign(new InMemoryEventStore(), {
      head: () => log.eventStore.head(),
      sqlSource,
    })
    await rebuildSql(defineTally({ ...sales, readsAnyVersion: true }), { eventStore, db })
    expect(await count('a')).toBe(1)
  })
})

function sourceOf(eventStore: EventStore): EventSqlSource {
  const source = eventStore.sqlSource?.()
  if (source === undefined) throw new TypeError('the log of these tests has a source')
  return source
}
