import { isUnoError } from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { MaterializedViewController } from '../src/view/materialized-view-controller.ts'
import { materializedViewMigrations } from '../src/view/view-migrations.ts'

/** Makes what views need, and a table to read from. */
export async function createSales(db: Kysely<unknown>): Promise<void> {
  await sql`create schema uno`.execute(db)
  await sql`create table uno.sales (code text, units integer)`.execute(db)
  for (const step of materializedViewMigrations.steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await sql.raw(statement).execute(db)
  }
}

/** What every database does for views. */
export function describeViews(open: () => Kysely<unknown>): void {
  let db: Kysely<unknown>
  let views: MaterializedViewController

  beforeEach(async () => {
    db = open()
    views = new MaterializedViewController({ db })
    for (const name of ['c_third', 'b_second', 'a_first', 'z_source', 'totals']) await views.dropView(name)
    await sql`truncate uno.sales`.execute(db)
    await sql`insert into uno.sales values ('a', 1), ('b', 2), ('a', 3)`.execute(db)
  })

  const totals = {
    name: 'totals',
    query: sql`select code, sum(units)::int as units from uno.sales group by code`,
    uniqueKey: ['code'],
  } as const
  const rowsOf = async (view: string) =>
    (await sql<{ units: number }>`select * from ${sql.id('uno', view)} order by 1`.execute(db)).rows
  const sell = (units: number) => sql`insert into uno.sales values ('a', ${units})`.execute(db)

  describe('a materialized view', () => {
    it('is made with its rows, and holds them until it is refreshed', async () => {
      await views.createView(totals)
      await sell(6)
      const old = [
        { code: 'a', units: 4 },
        { code: 'b', units: 2 },
      ]
      expect(await rowsOf('totals')).toEqual(old)
      const refresh = await views.refreshView('totals')
      expect(refresh).toMatchObject({ name: 'totals', concurrently: true })
      expect(await rowsOf('totals')).toEqual([
        { code: 'a', units: 10 },
        { code: 'b', units: 2 },
      ])
      const status = await views.getViewStatus('totals')
      expect(status).toEqual({
        name: 'totals',
        exists: true,
        canRefreshConcurrently: true,
        refreshEveryMs: undefined,
        lastRefreshedAt: refresh.refreshedAt,
        lastDurationMs: refresh.durationMs,
        lastFailure: undefined,
      })
      expect(status.lastDurationMs).toBeGreaterThan(0)
    })

    it('takes a query of Kysely with its values, whatever is in them', async () => {
      const sales = (db as Kysely<{ 'uno.sales': { code: string; units: number } }>).selectFrom('uno.sales')
      await sql`insert into uno.sales values ('it''s \\ "', 9)`.execute(db)
      const query = sales.select(['code', 'units']).where('code', '=', `it's \\ "`).where('units', '>', 5)
      await views.createView({ name: 'totals', query })
      expect(await rowsOf('totals')).toEqual([{ code: `it's \\ "`, units: 9 }])
    })

    it('keeps its readers waiting only without a unique index', async () => {
      await views.createView({ name: 'totals', query: totals.query, indexes: [['units']] })
      expect((await views.getViewStatus('totals')).canRefreshConcurrently).toBe(false)
      expect((await views.refreshView('totals')).concurrently).toBe(false)
    })

    it('may be made again, but not with another query', async () => {
      await views.createView(totals)
      await views.createView({ ...totals, refreshEveryMs: 5_000 })
      expect((await views.getViewStatus('totals')).refreshEveryMs).toBe(5_000)
      const other = views.createView({ ...totals, query: sql`select 1 as code` })
      await expect(other).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
      expect(await rowsOf('totals')).toHaveLength(2)
    })

    it('is not made at all when its query or its key is wrong', async () => {
      await sql`insert into uno.sales values ('a', 1)`.execute(db)
      const twice = views.createView({
        name: 'totals',
        query: sql`select code from uno.sales`,
        uniqueKey: ['code'],
      })
      await expect(twice).rejects.toSatisfy((error) => isUnoError(error))
      await expect(views.getViewStatus('totals')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
      await views.createView(totals)
    })

    it('keeps its rows when a refresh fails, says why, and recovers', async () => {
      await views.createView({ name: 'totals', query: sql`select code, 12 / units as share from uno.sales` })
      const before = await rowsOf('totals')
      await sell(0)
      await expect(views.refreshView('totals')).rejects.toSatisfy((error) => isUnoError(error))
      expect(await rowsOf('totals')).toEqual(before)
      const { lastFailure } = await views.getViewStatus('totals')
      expect(lastFailure?.reason).toContain('22012')
      expect(lastFailure?.at).toBeInstanceOf(Date)
      await sql`delete from uno.sales where units = 0`.execute(db)
      await views.refreshView('totals')
      expect((await views.getViewStatus('totals')).lastFailure).toBeUndefined()
    })

    it('is dropped, once', async () => {
      await views.createView(totals)
      expect([await views.dropView('totals'), await views.dropView('totals')]).toEqual([true, false])
      await expect(views.refreshView('totals')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    })

    it('is told from one that was dropped by hand', async () => {
      await views.createView(totals)
      await sql`drop materialized view uno.totals`.execute(db)
      expect((await views.getViewStatus('totals')).exists).toBe(false)
      expect(await views.dropView('totals')).toBe(true)
    })

    it.each(['Totals', 'to tals', '', 'a"b'])('is not called %j', async (name) => {
      await expect(views.createView({ ...totals, name })).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    })
  })

  describe('several materialized views', () => {
    beforeEach(async () => {
      // By name they would be refreshed the wrong way round.
      await views.createView({ name: 'z_source', query: sql`select sum(units)::int as units from uno.sales` })
      await sql`create or replace view uno.plain as select units from uno.z_source`.execute(db)
      await views.createView({ name: 'b_second', query: sql`select units + 1 as units from uno.plain` })
      await views.createView({ name: 'a_first', query: sql`select units + 1 as units from uno.b_second` })
      return async () => {
        await views.dropView('a_first')
        await views.dropView('b_second')
        await sql`drop view uno.plain`.execute(db)
      }
    })

    it('are refreshed after those they read from, through plain views too', async () => {
      await sell(10)
      const outcomes = await views.refreshAllViews()
      expect(outcomes.map((outcome) => outcome.ok && outcome.value.name)).toEqual([
        'z_source',
        'b_second',
        'a_first',
      ])
      expect(await rowsOf('a_first')).toEqual([{ units: 18 }])
    })

    it('are refreshed though one of them fails', async () => {
      await views.createView({ name: 'totals', query: sql`select 12 / units as share from uno.sales` })
      await sell(0)
      const outcomes = await views.refreshAllViews()
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3)
      expect(outcomes).toHaveLength(4)
    })

    it('are not dropped while another reads from them', async () => {
      await expect(views.dropView('z_source')).rejects.toMatchObject({ code: 'ERR_DATABASE' })
      expect((await views.getViewStatus('z_source')).exists).toBe(true)
    })
  })

  describe('the schedule of materialized views', () => {
    it('refreshes a view when its time has come, and only then', async () => {
      await views.createView({ ...totals, refreshEveryMs: 3_600_000 })
      expect(await views.refreshDueViews()).toEqual([])
      await sql`update uno.materialized_views set refreshed_at = refreshed_at - interval '1 hour'`.execute(db)
      expect(await views.refreshDueViews()).toMatchObject([{ ok: true, value: { name: 'totals' } }])
      expect(await views.refreshDueViews()).toEqual([])
    })

    it('runs until it is told to end, over a failure too', async () => {
      await views.createView({
        ...totals,
        query: sql`select code, 12 / units as units from uno.sales where code = 'b'`,
        refreshEveryMs: 1,
      })
      await sql`update uno.sales set units = 0 where code = 'b'`.execute(db)
      const ending = new AbortController()
      const running = views.run({ signal: ending.signal, pollMs: 1 })
      await expect
        .poll(async () => (await views.getViewStatus('totals')).lastFailure?.reason)
        .toContain('22012')
      await sql`update uno.sales set units = 4 where code = 'b'`.execute(db)
      await expect.poll(() => rowsOf('totals')).toEqual([{ code: 'b', units: 3 }])
      ending.abort()
      await running
    })
  })
}
