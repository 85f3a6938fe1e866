import { startPostgres } from '@uno-ts/testing'
import { afterAll, expect, inject, it } from 'vitest'
import { measurePath } from '../measure/measure-path.ts'
import type { Path } from '../suite/path.ts'
import { rowsByHand, unoTsRows } from './row-contenders.ts'
import { getPath, saveManyPath, streamPath } from './row-path.ts'

const server = await startPostgres({ url: inject('postgresUrl') })
afterAll(() => server.stop())

const few = { rows: 60, contenders: [unoTsRows, rowsByHand], targets: [] }

it.each<[what: string, path: Path]>([
  ['rows by id', getPath({ id: 'g', ...few, gets: 10 })],
  ['many rows saved at once', saveManyPath({ id: 's', ...few, saves: 3, rowsASave: 40 })],
  ['every row', streamPath({ id: 'a', ...few })],
])('%s: equal work, and a figure for each contender', async (_, path) => {
  const samples = await measurePath(path, { server, rounds: 1 })
  expect([...samples.keys()]).toEqual(['uno-ts', 'by hand'])
  for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
})
