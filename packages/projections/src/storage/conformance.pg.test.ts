import { describeProjectionStorage } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../test/open-database.ts'
import { PostgresProjectionStorage } from './postgres-projection-storage.ts'

describe.each(inject('postgresServers'))('$name', ({ url }) => {
  let database: OpenDatabase
  let tenants = 0

  beforeAll(async () => {
    database = await openDatabase(url)
  })
  afterAll(() => database[Symbol.asyncDispose]())

  describeProjectionStorage(
    'PostgresProjectionStorage',
    async () => ({
      storage: new PostgresProjectionStorage({ db: database.db, tenant: `tenant-${++tenants}` }),
      dispose: () => undefined,
    }),
    ['concurrent-connections'],
  )
})
