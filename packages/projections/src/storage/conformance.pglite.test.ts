import { describeProjectionStorage } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { openEmbedded, type OpenEmbedded } from '../../test/open-embedded.ts'
import { PostgresProjectionStorage } from './postgres-projection-storage.ts'

let database: OpenEmbedded
let db: OpenEmbedded['db']
let tenants = 0

beforeAll(async () => {
  database = await openEmbedded()
  ;({ db } = database)
})
afterAll(() => database.close())

describeProjectionStorage(
  'PostgresProjectionStorage on the embedded database',
  async () => ({
    storage: new PostgresProjectionStorage({ db, tenant: `tenant-${++tenants}` }),
    dispose: () => undefined,
  }),
  [],
)
