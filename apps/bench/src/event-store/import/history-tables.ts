import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import type { Pool } from 'pg'
import { openPool } from '../contender/open-pool.ts'
import type { OpenImportContender } from './import-contender.ts'

/** Opens the event store's tables for a contender that fills them in its way, through two connections at most. */
export async function openHistoryTables(
  url: string,
  fill: (pool: Pool) => OpenImportContender['import'],
): Promise<OpenImportContender> {
  const pool = openPool(url, 2)
  return {
    async empty() {
      await pool.query('drop schema if exists uno cascade')
      await migrate(pool, [eventStoreMigrations])
    },
    import: fill(pool),
    count: () => firstValue(pool, 'select count(*)::int from uno.events'),
    digest: () =>
      firstValue(
        pool,
        `select md5(string_agg(md5(concat_ws(' ', stream_id, stream_version, type, schema_version, data, metadata)), ''
           order by global_position))
         from uno.events`,
      ),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

async function firstValue<Value>(pool: Pool, text: string): Promise<Value> {
  const { rows } = await pool.query<[Value]>({ text, rowMode: 'array' })
  const [[value] = []] = rows
  if (value === undefined) throw new RangeError('expected one row')
  return value
}
