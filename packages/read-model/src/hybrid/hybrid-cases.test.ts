import { InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
import {
  CaseTally,
  claimedTopics,
  hybridCases,
  productModel,
  watchedRepository,
  type CachedRepository,
  type Product,
} from '@uno-ts/testing/conformance'
import type { ReadModelCache } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { MemoryCache } from '../cache/memory-cache.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

/** Breaks promises of a cache or of the repository before it. */
interface Lies {
  readonly cache?: (honest: MemoryCache) => Partial<ReadModelCache>
  readonly repository?: (honest: CachedRepository) => Partial<CachedRepository>
}

/** Runs the suite up to the first case that fails, and gives its name. */
async function firstFailureOf({
  cache: lieOfCache,
  repository: lieOfRepository,
}: Lies): Promise<string | undefined> {
  const { topics } = claimedTopics(hybridCases, [])
  const tally = new CaseTally(topics)
  for (const { topic, cases } of topics) {
    for (const each of cases) {
      const clock = new ManualClock()
      const memory = new MemoryCache({ clock })
      const truth = watchedRepository(new InMemoryReadModelRepository<Product>({ model: productModel }))
      const maxStalenessMs = 30_000
      const honest: CachedRepository = new HybridReadModelRepository({
        repository: truth.repository,
        cache: lieOfCache === undefined ? memory : lying(memory, lieOfCache(memory)),
        model: productModel,
        maxStalenessMs,
        clock,
      })
      const repository = lieOfRepository === undefined ? honest : lying(honest, lieOfRepository(honest))
      const subject = { repository, truth, clock, maxStalenessMs, dispose: () => undefined }
      const holds = await tally.run({ topic, case: each }, subject).then(
        () => true,
        () => false,
      )
      if (!holds) return each.name
    }
  }
  tally.assertComplete()
  return undefined
}

function lying<Contract extends object>(honest: Contract, lies: Partial<Contract>): Contract {
  return new Proxy(honest, {
    get(target, name) {
      const own: unknown = Reflect.get(lies, name) ?? Reflect.get(target, name)
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
}

describe('the conformance suite of repositories behind a cache', () => {
  it.each<[string, Lies]>([
    [
      'whose cache keeps what was read before a change',
      {
        cache: (honest) => ({
          fill: async (key, value, options) => {
            const token = honest.token()
            return honest.fill(key, value, { ...options, token })
          },
        }),
      },
    ],
    ['whose cache drops nothing', { cache: () => ({ outdate: async () => undefined }) }],
    ['that hears of no tag', { repository: () => ({ invalidateTags: async () => undefined }) }],
    ['that hears of no change', { repository: () => ({ applyChange: async () => undefined }) }],
    [
      'that knows one tenant',
      { repository: (honest) => ({ get: (id, { signal } = {}) => honest.get(id, { signal }) }) },
    ],
    [
      'that asks the cache for nothing',
      {
        cache: () => ({
          near: () => undefined,
          getMany: async (keys: readonly string[]) => keys.map(() => undefined),
        }),
      },
    ],
  ])('notices one %s', async (_what, lies) => {
    expect(await firstFailureOf(lies)).toBeDefined()
  })

  it('finds nothing wrong with an honest one', async () => {
    expect(await firstFailureOf({})).toBeUndefined()
  })
})
