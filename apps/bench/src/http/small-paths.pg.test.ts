import { startPostgres } from '@uno-ts/testing'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { measurePath } from '../measure/measure-path.ts'
import { commandPaths } from './command/command-paths.ts'
import { fanOutPath } from './fan-out/fan-out-path.ts'
import { httpPaths } from './http-paths.ts'
import { queryPaths } from './query/query-paths.ts'

const server = await startPostgres({ url: inject('postgresUrl') })
afterAll(() => server.stop())

const small = { requests: 40, connections: 4 }
const paths = [
  ...queryPaths(small),
  ...commandPaths({ ...small, requests: { loading: 40, appending: 40 } }),
  fanOutPath({ id: 'fan-out', clients: 50, changes: 3, target: 0 }),
]

describe('paths over HTTP with little to do', () => {
  it.each(paths)('$id: equal work, and a figure for each contender', async (path) => {
    const samples = await measurePath(path, { server, rounds: 1 })
    expect(samples.size).toBe(2)
    for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
  })

  it('are found under names of their own', () => {
    expect(httpPaths.map(({ id }) => id)).toEqual(['query', 'command', 'command-append', 'fan-out'])
  })
})
