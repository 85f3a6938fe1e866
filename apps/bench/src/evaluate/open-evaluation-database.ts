import { embedded } from '@uno-ts/embedded'
import { startPostgres } from '@uno-ts/testing'
import type { Pool } from 'pg'
import { openPool } from '../event-store/contender/open-pool.ts'
import type { EvaluationCommand } from './read-evaluation-line.ts'

/** An empty database, with `pg_trgm` where it may be had; it goes with what is disposed of. */
export async function openEvaluationDatabase(
  kind: EvaluationCommand['database'],
  resources: AsyncDisposableStack,
): Promise<Pool> {
  if (kind === 'embedded') {
    return resources.use(await embedded({ extensions: ['vector', 'pg_trgm'] })).pool
  }
  const extensions = kind === 'full' ? ['vector'] : []
  const server = resources.use(await startPostgres({ durable: false, extensions, env: {} }))
  const { url } = resources.use(await server.createDatabase())
  const pool = openPool(url, 2)
  if (kind === 'full') await pool.query('create extension vector')
  resources.defer(() => pool.end())
  return pool
}
