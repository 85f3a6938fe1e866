import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '../../test/oracle/check-log.ts'
import { openServer, type OpenServer } from '../../test/open-server.ts'
import { runOracle } from '../../test/oracle/run-oracle.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { migrate } from '../schema/migrate.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 60)

let open: OpenServer
beforeAll(async () => {
  open = await openServer()
})
afterAll(() => open[Symbol.asyncDispose]())

/** One run on a database of its own. */
async function round(options: {
  readonly seed: number
  readonly ms: number
  readonly spoil?: string
}): Promise<Verdict> {
  await using database = await createDatabase(open.server.url)
  const pool = new Pool({ connectionString: database.url, max: 4 })
  try {
    await migrate(pool, [eventStoreMigrations])
    if (options.spoil !== undefined) await pool.query(options.spoil)
    return await runOracle({ ...options, url: database.url, pool, processes: 8 })
  } finally {
    await pool.end()
  }
}

describe(`eight processes that decide at random for ${seconds} s`, () => {
  it('leave logs in which no condition was passed by a matching event', async () => {
    const until = Date.now() + seconds * 1_000
    do {
      const seed = Math.floor(Math.random() * 1_000_000)
      const { violations, decided, refused } = await round({ seed, ms: Math.min(10, seconds) * 1_000 })
      expect(violations, `with seed ${seed}`).toEqual([])
      expect(decided).toBeGreaterThan(50)
      expect(refused).toBeGreaterThan(20)
    } while (Date.now() < until)
  })

  it('are found out when nobody waits for locks', async () => {
    const spoil = `create or replace function uno.lock_tags(p_locks int[]) returns void language plpgsql as
      $$ begin end $$`
    const { violations } = await round({ seed: 1, ms: 4_000, spoil })
    expect(violations.length).toBeGreaterThan(0)
  })
})
