import type { Client } from 'pg'
import { isOrphan, ownPrefix } from './database-owner.ts'

/**
 * Drops the databases of processes of this machine that were killed before they could do it. One that somebody is connected
 * to stays, and so does one that another process drops at the same moment.
 */
export async function dropOrphans(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [ownPrefix()],
  )
  for (const { datname } of rows) {
    if (isOrphan(datname)) await client.query(`drop database if exists "${datname}"`).catch(() => undefined)
  }
}
