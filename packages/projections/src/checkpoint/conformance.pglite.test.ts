import { describeCheckpointStore } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { openEmbedded, type OpenEmbedded } from '../../test/open-embedded.ts'
import { transactionHandle } from '../storage/transaction-handle.ts'
import { PostgresCheckpointStore } from './postgres-checkpoint-store.ts'

let database: OpenEmbedded
let db: OpenEmbedded['db']

beforeAll(async () => {
  database = await openEmbedded()
  ;({ db } = database)
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
