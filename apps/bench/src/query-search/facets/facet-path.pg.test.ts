import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { expect, inject, it } from 'vitest'
import { facetPath } from './facet-path.ts'

it('searches by facets: equal work, and a figure for each contender', async () => {
  await using database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 2 })
  try {
    await using open = await facetPath({ id: 'f', products: 200, searches: 3 }).open({ pool })
    for (const contender of open.contenders) expect(await contender.run()).toBeGreaterThan(0)
    await open.verify()
  } finally {
    await pool.end()
  }
})
