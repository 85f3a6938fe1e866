import { describeProjections } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../test/open-database.ts'
import { postgresSubject, testRowsTable } from '../../test/projections-subject.ts'

describe.each(inject('postgresServers'))('$name', ({ url }) => {
  let database: OpenDatabase
  let tenants = 0

  beforeAll(async () => {
    database = await openDatabase(url)
    await database.pool.query(testRowsTable)
  })
  afterAll(() => database[Symbol.asyncDispose]())

  describeProjections('ProjectionRunner', async () => postgresSubject(database.db, `tenant-${++tenants}`), [
    'several-runners',
  ])
})
