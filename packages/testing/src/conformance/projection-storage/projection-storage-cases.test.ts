import type { ProjectionStorage } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryProjectionStorage } from '../../projection/in-memory-projection-storage.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { projectionStorageCases } from './projection-storage-cases.ts'

type Lie = (honest: InMemoryProjectionStorage) => Partial<ProjectionStorage>

const lies: readonly (readonly [string, string, Lie])[] = [
  [
    'lets any epoch write',
    'moving slices',
    (honest) => ({
      checkpoints: sabotaged(honest.checkpoints, {
        saveSlices: async (key, moves, options) => {
          const status = await honest.leases.status(key, options)
          const now = new Map(status.map(({ slice, epoch }) => [slice, epoch]))
          const forged = moves.map((move) => ({ ...move, epoch: now.get(move.slice) ?? move.epoch }))
          await honest.checkpoints.saveSlices(key, forged, options)
        },
      }),
    }),
  ],
  [
    'hands out what somebody holds',
    'leases',
    (honest) => ({
      leases: sabotaged(honest.leases, {
        claim: async (memberId, wanted) => {
          for (const each of wanted) await honest.leases.reclaim(each, { slices: each.slices })
          return await honest.leases.claim(memberId, wanted)
        },
      }),
    }),
  ],
  [
    'forgets what waits behind a parked event',
    'dead letters',
    (honest) => ({
      deadLetters: sabotaged(honest.deadLetters, {
        park: (projection, letters, options) => {
          const refused = letters.filter(({ failure }) => failure !== undefined)
          return honest.deadLetters.park(projection, refused, options)
        },
      }),
    }),
  ],
  [
    'keeps what a failed attempt wrote',
    'transactions',
    () => ({ attempt: async (_transaction, work) => await work() }),
  ],
  [
    'says of every start that it is the first',
    'versions',
    (honest) => ({
      versions: sabotaged(honest.versions, {
        begin: async (projection, options) => ({
          ...(await honest.versions.begin(projection, options)),
          isNew: true,
        }),
      }),
    }),
  ],
]

describe('the suite of storages of projections', () => {
  it.each(lies)('notices one that %s', async (_what, topic, lie) => {
    const failure = await firstFailure(projectionStorageCases, [], () => {
      const honest = new InMemoryProjectionStorage()
      return { storage: sabotaged<ProjectionStorage>(honest, lie(honest)), dispose: () => undefined }
    })
    expect(failure).toMatch(new RegExp(`^${topic}: `))
  })
})
