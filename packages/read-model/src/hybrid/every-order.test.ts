import { crashEverywhere, everyInterleaving, InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import type { ReadModelCache, ReadModelRepository } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { MemoryCache } from '../cache/memory-cache.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

const maxStalenessMs = 30_000

/** What several processes share: a database and a cache outside of them. */
async function openShared() {
  const clock = new ManualClock(0)
  const repository = new InMemoryReadModelRepository<Product>({ model: productModel })
  await repository.save(product('a', { units: 1 }))
  const kept = new MemoryCache({ clock })
  const cache = new Proxy<ReadModelCache>(kept, {
    // A cache that is far away has nothing near.
    get: (target, key) => (key === 'near' ? undefined : bound(target, key)),
  })
  return { clock, repository, cache }
}

function bound(target: object, key: string | symbol): unknown {
  const member: unknown = Reflect.get(target, key)
  return typeof member === 'function' ? (member.bind(target) as unknown) : member
}

type Shared = Awaited<ReturnType<typeof openShared>>

/** One process: it takes its steps by calling the two. */
function openProcess(
  { clock }: Shared,
  repository: ReadModelRepository<Product>,
  cache: ReadModelCache,
): HybridReadModelRepository<Product> {
  return new HybridReadModelRepository({ repository, cache, model: productModel, clock, maxStalenessMs })
}

describe('a row that is read in one process while another writes it', () => {
  /** Reads and writes at once, over what `open` gives, in every order. */
  const readAndWrite = (open: () => Promise<Shared>) =>
    everyInterleaving(async (schedule) => {
      const shared = await open()
      const { repository, cache } = shared
      const outcomes = await schedule.run<unknown>({
        reader: (watch) => openProcess(shared, watch(repository), watch(cache)).get('a'),
        writer: (watch) =>
          openProcess(shared, watch(repository), watch(cache)).save(product('a', { units: 2 })),
      })
      expect(Object.values(outcomes).map(({ ok }) => ok)).toEqual([true, true])
      expect((await openProcess(shared, repository, cache).get('a'))?.units).toBe(2)
    })

  it('is nowhere kept as it was before, whichever way they take their steps', async () => {
    const { count, complete } = await readAndWrite(openShared)
    expect(complete).toBe(true)
    expect(count).toBeGreaterThan(10)
  })

  it('would be, were it kept without a lease', async () => {
    const unguarded = async (): Promise<Shared> => {
      const { cache, ...others } = await openShared()
      const fill: ReadModelCache['fill'] = async (key, value, options) => {
        await cache.set(key, value, options)
        return true
      }
      return {
        ...others,
        cache: new Proxy(cache, { get: (target, key) => (key === 'fill' ? fill : bound(target, key)) }),
      }
    }
    await expect(readAndWrite(unguarded)).rejects.toThrow(
      /^in the order .*reader getMany, .*writer save, .*writer outdate, .*reader fill/,
    )
  })

  it('is answered as it was before for no longer than it may be, wherever the writer crashes', async () => {
    const points = await crashEverywhere(async (crashes) => {
      const shared = await openShared()
      const { clock, repository, cache } = shared
      await openProcess(shared, repository, cache).get('a') // kept from now on
      const writer = openProcess(
        shared,
        crashes.watch('repository', repository),
        crashes.watch('cache', cache),
      )
      await crashes.during(() => writer.save(product('a', { units: 2 })))
      clock.advance(maxStalenessMs)
      const next = openProcess(shared, repository, cache)
      expect(await next.get('a')).toEqual(await repository.get('a'))
    })
    expect(points).toEqual(expect.arrayContaining(['repository.save, after', 'cache.outdate, before']))
  })
})
