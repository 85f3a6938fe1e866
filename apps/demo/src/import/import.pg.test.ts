import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { describeImport } from '../../test/import-cases.ts'

describeImport('native PostgreSQL', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 8 })
  const ignore = () => undefined // a database that is dropped ends its connections
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  return {
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database.drop()
    },
  }
})
