import { createDatabase } from '@uno-ts/testing'
import { afterAll, inject } from 'vitest'
import { openPool } from '../../event-store/contender/open-pool.ts'
import { describeSameFigures } from '../../../test/agreement/describe-same-figures.ts'

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

for (const { name, url } of inject('postgresServers')) {
  describeSameFigures(name, async () => {
    const database = await createDatabase(url)
    opened.defer(() => database.drop())
    const pool = openPool(database.url, 2)
    opened.defer(() => pool.end())
    return pool
  })
}
