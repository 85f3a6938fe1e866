import { availableParallelism } from 'node:os'
import pgManifest from 'pg/package.json' with { type: 'json' }
import { Client } from 'pg'
import type { PostgresServer } from '@uno-ts/testing'

/** Settings that decide what a commit costs; they stand above every table. */
const settings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'max_connections',
]

/** Says in two lines what the figures were measured with. */
export async function serverFacts(server: PostgresServer): Promise<string> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      `select name, current_setting(name) as value from unnest($1::text[]) with ordinality as s(name, nr)
       order by nr`,
      [['server_version', ...settings]],
    )
    const [version, ...values] = rows
    const cores = `${availableParallelism()} cores for client, server and load`
    return [
      `PostgreSQL ${version?.value} · Node ${process.versions.node} · pg ${pgManifest.version} · ${cores}`,
      values.map(({ name, value }) => `${name} ${value}`).join(' · '),
    ].join('\n')
  } finally {
    await client.end()
  }
}
