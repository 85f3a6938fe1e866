import { createDatabase } from '@uno-ts/testing'
import { describeQueryService } from '@uno-ts/testing/conformance'
import { afterAll, inject } from 'vitest'
import { openPool } from '../../event-store/contender/open-pool.ts'
import { openServices } from '../../../test/agreement/open-services.ts'

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

for (const { name, url } of inject('postgresServers')) {
  const database = await createDatabase(url)
  opened.defer(() => database.drop())
  const pool = openPool(database.url, 2)
  opened.defer(() => pool.end())
  describeQueryService(`EnhancedQueryService on ${name}`, await openServices(pool), ['aggregate', 'text'])
}
