import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, inject } from 'vitest'
import { describeSameAnswers } from '../../test/answers/describe-same-answers.ts'

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

for (const { name, url } of inject('postgresServers')) {
  const open = async (): Promise<Pool> => {
    const database = await createDatabase(url)
    opened.defer(() => database.drop())
    const pool = new Pool({ connectionString: database.url, max: 2 })
    opened.defer(() => pool.end())
    return pool
  }
  describeSameAnswers(name, open, { runs: 20 })
}
