import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { describeCypher } from '../../../test/cypher-cases.ts'
import { describeGraph } from '../../../test/graph-cases.ts'
import { openAgeGraph } from '../../../test/open-age-graph.ts'
import { social } from '../../../test/social-graph.ts'
import { CapabilityProbe } from '../../capability/capability-probe.ts'
import { installExtensions } from '../../capability/install-extensions.ts'
import { AGEGraphService } from './age-graph-service.ts'

async function openPool(url: string) {
  const database = await createDatabase(url)
  const pool = new Pool({ connectionString: database.url })
  return {
    pool,
    db: new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }),
    close: async () => {
      await pool.end()
      await database.drop()
    },
  }
}

describe('AGE where it is not installed', async () => {
  const { db, close } = await openPool(inject('postgresUrl'))
  afterAll(close)

  it('is named by every call, with the way to get it', async () => {
    const service = new AGEGraphService({ graph: social, db, capabilities: new CapabilityProbe({ db }) })
    const from = { label: 'Person', key: 'ann' } as const
    const refused = { code: 'ERR_CAPABILITY', capability: 'age' }
    await expect(service.prepare()).rejects.toMatchObject(refused)
    await expect(service.graphQuery({ type: 'neighbours', of: from })).rejects.toMatchObject(refused)
    const one = { text: 'RETURN 1', columns: ['a'], result: z.unknown() }
    await expect(service.cypher(one)).rejects.toMatchObject(refused)
  })
})

const full = inject('postgresFullUrl')
if (full !== undefined) {
  const { pool, db, close } = await openPool(full)
  await installExtensions(db, ['age'])
  const age = await openAgeGraph(pool, () => Promise.resolve())
  describeGraph('AGE on a server', () => Promise.resolve(age), 15)
  describeCypher('a server', age)
  afterAll(close)
}
