import { startPostgres } from '@uno-ts/testing'
import { afterAll, expect, inject, it } from 'vitest'
import { measurePath } from '../../measure/measure-path.ts'
import { onDatabases } from '../on-databases.ts'
import { cteByHand, unoTsGraph } from './graph-contenders.ts'
import { graphPath } from './graph-paths.ts'

const server = await startPostgres({ url: inject('postgresUrl') })
afterAll(() => server.stop())

it('two hops: equal work, and a figure for each contender', async () => {
  const contenders = [unoTsGraph, cteByHand]
  const small = graphPath({ id: 'g', nodes: 60, links: 3, questions: 10, contenders, targets: [] })
  const [path] = onDatabases([small], { full: false })
  if (path === undefined) throw new Error('no path')
  const samples = await measurePath(path, { server, rounds: 1 })
  expect([...samples.keys()]).toEqual(['uno-ts', 'recursive CTE by hand'])
  for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
})
