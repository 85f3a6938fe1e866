import { describeIdempotencyStore } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { idempotencySubject } from '../../test/idempotency-subject.ts'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresIdempotencyStore } from './postgres-idempotency-store.ts'

describe.each(inject('postgresServers'))('PostgresIdempotencyStore on $name', ({ url }) => {
  let open: OpenStore

  beforeAll(async () => {
    open = await openStore({ url })
  })
  afterAll(() => open.close())

  describeIdempotencyStore('keys', () => idempotencySubject(open.pool), ['concurrent-connections'])

  it('meets no lock of the event store', async () => {
    const client = await open.pool.connect()
    try {
      await client.query('begin')
      const store = new PostgresIdempotencyStore({ pool: open.pool })
      const transaction = { connection: client, sql: undefined }
      for (let nr = 0; nr < 50; nr++) {
        await store.claim({ tenant: 'default', key: `lock ${nr}`, fingerprint: '' }, transaction)
      }
      const { rows } = await client.query<{ class: number; objsubid: number }>(
        `select classid::bigint::bit(32)::int as class, objsubid from pg_locks
          where locktype = 'advisory' and pid = pg_backend_pid()`,
      )
      expect(rows).toHaveLength(50)
      expect(rows.filter((row) => row.class >= 0 || row.objsubid !== 2)).toEqual([])
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  it('refuses keys that are none, and an isolation at which a late outcome is not seen', async () => {
    const store = new PostgresIdempotencyStore({ pool: open.pool })
    const client = await open.pool.connect()
    const claim = (key: string) =>
      store.claim({ tenant: 'default', key, fingerprint: '' }, { connection: client, sql: undefined })
    try {
      for (const key of ['', 'a\0b', 'x'.repeat(1_025)]) {
        await expect(claim(key)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
      }
      await client.query('begin isolation level repeatable read')
      await expect(claim('k')).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  it('forgets in steps what is too much for one statement', async () => {
    await open.pool
      .query(`insert into uno.idempotency_keys (tenant_id, key, fingerprint, outcome, recorded_at)
      select 'many', nr::text, '', '{"ok":true}', now() - interval '1 day' from generate_series(1, 20001) nr`)
    const store = new PostgresIdempotencyStore({ pool: open.pool })
    expect(await store.forget({ maxAgeMs: 23 * 3_600_000 })).toBe(20_001)
  })
})
