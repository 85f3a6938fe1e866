import { createDatabase } from '@uno-ts/testing'
import { expect, inject, it } from 'vitest'
import { grownByStream } from '../../test/stream/grown-by-stream.ts'

it('a stream of 60,000 rows grows the process by less than 80 MB', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  try {
    const { count, grownBytes } = await grownByStream(database.url, 60_000)
    expect(count).toBe(60_000)
    expect(grownBytes).toBeLessThan(80_000_000)
  } finally {
    await database.drop()
  }
})
