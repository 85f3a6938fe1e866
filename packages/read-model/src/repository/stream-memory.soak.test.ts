import { startPostgres } from '@uno-ts/testing'
import { expect, it } from 'vitest'
import { grownByStream } from '../../test/stream/grown-by-stream.ts'

it('a stream of a million rows grows the process by less than 80 MB', async () => {
  await using server = await startPostgres()
  const database = await server.createDatabase()
  const { count, grownBytes } = await grownByStream(database.url, 1_000_000)
  expect(count).toBe(1_000_000)
  expect(grownBytes).toBeLessThan(80_000_000)
})
