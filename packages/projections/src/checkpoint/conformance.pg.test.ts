import { describeCheckpointStore } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../test/open-database.ts'
import { transactionHandle } from '../storage/transaction-handle.ts'
import { PostgresCheckpointStore } from './postgres-checkpoint-store.ts'

describe.each(inject('postgresServers'))('PostgresCheckpointStore on $name', ({ url }) => {
  let database: OpenDatabase

  beforeAll(async () => {
    database = await openDatabase(url)
  })
  afterAll(() => database[Symbol.asyncDispose]())

  async function begin() {
    const tx = await database.db.startTransaction().execute()
    return {
      handle: transactionHandle(tx),
      commit: () => tx.commit().execute(),
      rollback: () => tx.rollback().execute(),
    }
  }

  describeCheckpointStore(
    'checkpoints',
    async () => ({
      store: new PostgresCheckpointStore({ db: database.db }),
      begin,
      dispose: () => undefined,
    }),
    ['transactions'],
  )
})
