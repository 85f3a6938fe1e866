import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { describeLives } from '../../test/lives/describe-lives.ts'

describeLives(
  'PostgreSQL',
  async () => {
    const database = await createDatabase(inject('postgresUrl'))
    const pool = new Pool({ connectionString: database.url })
    return { pool, close: () => pool.end().then(() => database.drop()) }
  },
  { numRuns: 12 },
)
