import { startPostgres } from '@uno-ts/testing'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { measurePath } from '../measure/measure-path.ts'
import type { Path } from '../suite/path.ts'
import { appendPath } from './append/append-path.ts'
import { conditional, conditionPath, unconditional } from './condition/condition-path.ts'
import { largePaths } from './large/large-paths.ts'
import { lagPath } from './lag/lag-path.ts'
import { byHand, unoTsReader } from './read/read-contenders.ts'
import { loadPath as loadByHandPath, readAllPath } from './read/read-path.ts'
import { claimPath } from './rival/claim-path.ts'
import { loadPath } from './rival/load-path.ts'
import { boundaryStores, streamStores } from './rival/rival-paths.ts'

const server = await startPostgres({ url: inject('postgresUrl') })
afterAll(() => server.stop())

const few = { connections: 2, inFlight: 2, appends: 10, targets: [] }
const streams = { contenders: streamStores, targets: [] }
const boundaries = { contenders: boundaryStores, targets: [] }
const readers = { events: 60, eventsAStream: 3, contenders: [unoTsReader, byHand], targets: [] }
const lagNames = ['uno-ts, same process', 'uno-ts, another process', 'commit + round trip + 15 ms']

describe('paths with little to do', () => {
  it.each<[what: string, path: Path, contenders: readonly string[]]>([
    ['appends beside rivals', appendPath({ id: 'a', ...few, ...streams }), namesOf(streamStores)],
    [
      'loads beside rivals',
      loadPath({ id: 'l', events: 3, streams: 2, passes: 2, ...streams }),
      namesOf(streamStores),
    ],
    ['claims beside rivals', claimPath({ id: 'c', ...few, ...boundaries }), namesOf(boundaryStores)],
    [
      'loads beside those by hand',
      loadByHandPath({ id: 'h', loads: 5, ...readers }),
      namesOf(readers.contenders),
    ],
    ['the whole log beside by hand', readAllPath({ id: 'r', ...readers }), namesOf(readers.contenders)],
    ['conditions', conditionPath({ id: 'd', ...few }), [conditional, unconditional]],
    ['lag', lagPath({ id: 'g', times: 20, everyMs: 1, targets: [] }), lagNames],
  ])('%s: equal work, and a figure for each contender', async (_, path, contenders) => {
    const samples = await measurePath(path, { server, rounds: 1 })
    expect([...samples.keys()]).toEqual(contenders)
    for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
  })

  it('a small and a large log: equal work, and a figure for each contender', async () => {
    const told: string[] = []
    const rounds = { appends: 20, loads: 20, reads: 1 }
    const paths = largePaths({ small: 1_000, large: 2_000 }, { rounds, tell: (line) => told.push(line) })
    for (const path of paths) {
      const samples = await measurePath(path, { server, rounds: 1 })
      expect([...samples.keys()]).toEqual([
        'uno-ts, 1,000 events',
        'by hand, 1,000 events',
        'uno-ts, 2,000 events',
        'by hand, 2,000 events',
      ])
      for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
    }
    expect(told).toEqual([expect.stringMatching(/^two logs of 2,000 events filled in \d+ s$/)])
  })
})

function namesOf(contenders: readonly { readonly name: string }[]): readonly string[] {
  return contenders.map(({ name }) => name)
}
