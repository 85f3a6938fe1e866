import { startPostgres } from '@uno-ts/testing'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { appendPath } from '../event-store/append/append-path.ts'
import { measurePath } from '../measure/measure-path.ts'
import type { Path } from '../suite/path.ts'
import { readOnly, unoTsFold } from './catch-up/catch-up-contenders.ts'
import { emmettConsumer } from './catch-up/emmett-projecting.ts'
import { loopByHand, unoTsHandler } from './handler/handler-contenders.ts'
import { idlePath } from './idle/idle-path.ts'
import { oneStatement, unoTsInline } from './inline/inline-contenders.ts'
import { visiblePath } from './lag/visible-path.ts'
import { projectionPath } from './projection-path.ts'
import { insertSelect, unoTsRebuilding } from './rebuild/rebuild-contenders.ts'
import { workersPath } from './workers/workers-path.ts'

const server = await startPostgres({ url: inject('postgresUrl') })
afterAll(() => server.stop())

const few = { events: 60, eventsAStream: 3, targets: [] }

describe('paths of projections with little to do', () => {
  it.each<[what: string, path: Path, contenders: readonly string[]]>([
    [
      'a fold beside readers and rivals',
      projectionPath({ id: 'c', ...few, contenders: [unoTsFold, readOnly, emmettConsumer] }),
      ['uno-ts', 'read and decode', 'emmett 0.42'],
    ],
    [
      'handlers beside a loop by hand',
      projectionPath({ id: 'h', ...few, contenders: [unoTsHandler, loopByHand] }),
      ['uno-ts', 'by hand'],
    ],
    [
      'a rebuild in pages beside a statement',
      projectionPath({ id: 'r', ...few, contenders: [unoTsRebuilding({ resumable: true }), insertSelect] }),
      ['uno-ts', 'insert select'],
    ],
    [
      'a rebuild at once beside a statement',
      projectionPath({ id: 'o', ...few, contenders: [unoTsRebuilding({ resumable: false }), insertSelect] }),
      ['uno-ts', 'insert select'],
    ],
    [
      'rows beside appends',
      appendPath({
        id: 'n',
        connections: 2,
        inFlight: 2,
        appends: 10,
        contenders: [unoTsInline, oneStatement],
        targets: [],
      }),
      ['uno-ts', 'one statement'],
    ],
    [
      'lag',
      visiblePath({ id: 'v', perCent: 99, allowedMs: 40, times: 10, everyMs: 1 }),
      ['uno-ts', 'commit + round trip + 40 ms'],
    ],
    ['workers', workersPath({ id: 'w', events: 40 }), ['4 workers', '1 worker']],
  ])('%s: equal work, and a figure for each contender', async (_, path, contenders) => {
    const samples = await measurePath(path, { server, rounds: 1 })
    expect([...samples.keys()]).toEqual(contenders)
    for (const figures of samples.values()) expect(figures[0]).toBeGreaterThan(0)
  })

  it('a process with nothing to do: how many statements it sends all the same', async () => {
    const path = idlePath({ id: 'i', projections: 2, slices: 4, forMs: 100 })
    const samples = await measurePath(path, { server, rounds: 1 })
    expect(samples.get('what is allowed')).toEqual([5])
    expect(samples.get('uno-ts')).toHaveLength(1)
  })
})
