import { describeProjections } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { openEmbedded, type OpenEmbedded } from '../../test/open-embedded.ts'
import { postgresSubject, testRowsTable } from '../../test/projections-subject.ts'

let database: OpenEmbedded
let db: OpenEmbedded['db']
let tenants = 0

beforeAll(async () => {
  database = await openEmbedded()
  ;({ db } = database)
  await database.pool.query(testRowsTable)
})
afterAll(() => database.close())

describeProjections(
  'ProjectionRunner on the embedded database',
  async () => postgresSubject(db, `tenant-${++tenants}`),
  ['several-runners'],
)
