import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { describeGraph } from '../../test/graph-cases.ts'
import { openSqlGraph } from '../../test/open-sql-graph.ts'

for (const { name, url } of inject('postgresServers')) {
  describeGraph(name, async () => {
    const database = await createDatabase(url)
    const pool = new Pool({ connectionString: database.url })
    return openSqlGraph(pool, async () => {
      await pool.end()
      await database.drop()
    })
  })
}
