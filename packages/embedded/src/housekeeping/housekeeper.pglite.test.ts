import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@uno-ts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmbeddedDatabase } from '../embedded-database.ts'
import { embedded } from '../embedded.ts'

let database: EmbeddedDatabase
const scratch = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
beforeAll(async () => {
  database = await embedded({ dir: join(scratch, 'data'), cacheDir: join(tmpdir(), 'uno-ts-test-snapshots') })
})
afterAll(async () => {
  await database.close()
  rmSync(scratch, { recursive: true, force: true })
})

async function logLength(): Promise<number> {
  const { rows } = await database.pool.query(
    'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()',
  )
  return rows[0].bytes
}

describe('the housekeeping of an embedded database', () => {
  it('keeps the log short while a lot is written', async () => {
    let longest = 0
    for (let round = 0; round < 15; round++) {
      // Written inside the database: the requests are small, the log is not.
      await database.pool.query(`select pg_logical_emit_message(false, 'test', repeat('x', 10 << 20))`)
      for (let i = 0; i < 300; i++) await database.pool.query('select 1')
      longest = Math.max(longest, await logLength())
    }
    const { rows } = await database.pool.query(`select pg_current_wal_insert_lsn() - '0/0' as written`)
    expect(Number(rows[0].written)).toBeGreaterThan(150 << 20)
    expect(longest).toBeLessThan(120 << 20)
  })

  it('removes dead rows and learns statistics in a pause, and never inside a transaction', async () => {
    await database.pool.query('create table busy as select i as id, 0 as x from generate_series(1, 1000) i')
    await database.pool.query('update busy set x = 1')
    const client = await database.pool.connect()
    await client.query('begin')
    const vacuumed = async () => {
      const { rows } = await client.query(
        `select vacuum_count::int as times, n_dead_tup::int as dead, last_analyze is not null as analyzed
           from pg_stat_user_tables where relname = 'busy'`,
      )
      return rows[0]
    }
    const inTransaction = await waitUntil(async () => (await vacuumed()).times > 0, 700, 350)
    expect(inTransaction).toBe(false)
    await client.query('commit')
    await waitUntil(async () => (await vacuumed()).times > 0, 10_000, 350)
    expect(await vacuumed()).toEqual({ times: 1, dead: 0, analyzed: true })
    client.release()
  })
})
