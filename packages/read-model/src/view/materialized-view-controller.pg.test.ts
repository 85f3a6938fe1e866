import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { measured } from '../../test/measured.ts'
import { createSales, describeViews } from '../../test/view-cases.ts'
import { MaterializedViewController } from './materialized-view-controller.ts'

describe.each(inject('postgresServers'))('on $name', ({ url }) => {
  let database: TestDatabase
  let db: Kysely<unknown>

  beforeAll(async () => {
    database = await createDatabase(url)
    const pool = new Pool({ connectionString: database.url, max: 12 })
    db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await createSales(db)
  })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  describeViews(() => db)

  it('ten processes make a view once, and refresh it once when its time has come', async () => {
    const processes = Array.from({ length: 10 }, () => new MaterializedViewController({ db }))
    const view = {
      name: 'c_third',
      query: sql`select count(*) as n, pg_sleep(0.05)::text as slept from uno.sales`,
      refreshEveryMs: 3_600_000,
    }
    await Promise.all(processes.map((each) => each.createView(view)))
    await sql`update uno.materialized_views set refreshed_at = refreshed_at - interval '1 hour'`.execute(db)
    const outcomes = await Promise.all(processes.map((each) => each.refreshDueViews()))
    expect(outcomes.flat()).toMatchObject([{ ok: true, value: { name: 'c_third' } }])
  })

  it('tells OpenTelemetry how long refreshes took, those that failed too', async () => {
    const { meter, points } = measured()
    const views = new MaterializedViewController({ db, meter })
    await sql`create table uno.divisors as select 4 as n`.execute(db)
    await views.createView({ name: 'measured', query: sql`select 12 / n as share from uno.divisors` })
    await views.refreshView('measured')
    await sql`update uno.divisors set n = 0`.execute(db)
    await expect(views.refreshView('measured')).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
    await views.dropView('measured')
    await sql`drop table uno.divisors`.execute(db)
    const labels = { view: 'measured' }
    expect(await points('read_model_view_refresh_seconds')).toMatchObject([
      { attributes: { ...labels, success: true }, value: { count: 1 } },
      { attributes: { ...labels, success: false }, value: { count: 1 } },
    ])
  })

  it('is refreshed while readers go on reading', async () => {
    const views = new MaterializedViewController({ db })
    await views.dropView('c_third')
    const query = sql`select 1 as id, pg_sleep(0.3)::text as slept`
    await views.createView({ name: 'c_third', query, uniqueKey: ['id'] })
    const progress = { ended: false }
    const refreshing = views.refreshView('c_third').finally(() => (progress.ended = true))
    let reads = 0
    while (!progress.ended) {
      await sql`select id from uno.c_third`.execute(db)
      reads++
    }
    expect((await refreshing).concurrently).toBe(true)
    expect(reads).toBeGreaterThan(1)
  })

  it('is given up with the signal, and keeps its rows', async () => {
    const views = new MaterializedViewController({ db })
    await views.dropView('c_third')
    await sql`create table if not exists uno.pace (seconds double precision)`.execute(db)
    await sql`truncate uno.pace`.execute(db)
    await sql`insert into uno.pace values (0)`.execute(db)
    const query = sql`select seconds, pg_sleep(seconds)::text as slept from uno.pace`
    await views.createView({ name: 'c_third', query })
    await sql`update uno.pace set seconds = 60`.execute(db)
    const refreshing = views.refreshView('c_third', { signal: AbortSignal.timeout(200) })
    await expect(refreshing).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await views.getViewStatus('c_third')).lastFailure).toBeUndefined()
    expect((await sql<{ seconds: number }>`select seconds from uno.c_third`.execute(db)).rows).toEqual([
      { seconds: 0 },
    ])
    await views.dropView('c_third')
  })
})
