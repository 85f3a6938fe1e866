import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { describeCachedAnswers } from '../../test/cache/describe-cached-answers.ts'

describeCachedAnswers('PostgreSQL', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  return { pool: new Pool({ connectionString: database.url }), close: () => database.drop() }
})
