import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeCheckpointStore } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { projectionMigrations } from '../migrations.ts'
import { transactionHandle } from '../storage/transaction-handle.ts'
import { PostgresCheckpointStore } from './postgres-checkpoint-store.ts'

let database: EmbeddedDatabase
let db: Kysely<unknown>

beforeAll(async () => {
  database = await embedded()
  db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
  await database.pool.query('create schema uno')
  for (const step of projectionMigrations.steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await database.pool.query(statement)
  }
})
afterAll(() => database.close())

async function begin() {
  const tx = await db.startTransaction().execute()
  return {
    handle: transactionHandle(tx),
    commit: () => tx.commit().execute(),
    rollback: () => tx.rollback().execute(),
  }
}

describeCheckpointStore(
  'PostgresCheckpointStore on the embedded database',
  async () => ({ store: new PostgresCheckpointStore({ db }), begin, dispose: () => undefined }),
  ['transactions'],
)
