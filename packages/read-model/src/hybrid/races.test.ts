import { InMemoryCacheStore, InMemoryReadModelRepository } from '@uno-ts/testing'
import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import type { ReadModelCache } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryCache } from '../cache/memory-cache.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

/** What readers and writers do, in the order they begin; how they go on is the scheduler's. */
const steps = fc.array(
  fc.record({
    process: fc.nat({ max: 1 }),
    does: fc.constantFrom('read', 'read', 'write', 'delete', 'writePast', 'tags', 'everything'),
  }),
  { minLength: 2, maxLength: 10 },
)

/** Lets the scheduler decide when each call arrives, and when its answer does. */
function delayed<Contract extends object>(
  contract: Contract,
  scheduler: fc.Scheduler,
  what: string,
): Contract {
  return new Proxy(contract, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name)
      if (typeof own !== 'function') return own
      if (name === 'near') return own.bind(target) as unknown // it does not wait
      return async (...args: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), `${what}.${String(name)} arrives`)
        const answer: unknown = await Reflect.apply(own, target, args)
        await scheduler.schedule(Promise.resolve(), `${what}.${String(name)} is answered`)
        return answer
      }
    },
  })
}

describe.each<{ name: string; open: () => ReadModelCache }>([
  { name: 'MemoryCache', open: () => new MemoryCache() },
  { name: 'InMemoryCacheStore', open: () => new InMemoryCacheStore() },
])('readers and writers that race before $name', ({ open }) => {
  it('never see less than was written before they asked, and leave nothing old behind', async () => {
    const property = fc.asyncProperty(fc.scheduler(), steps, async (scheduler, plan) => {
      const database = new InMemoryReadModelRepository<Product>({ model: productModel })
      await database.save(product('a')) // that a row is not there is cached without tags
      const cache = open()
      // Two processes with a cache between them.
      const processes = [0, 1].map(
        (each) =>
          new HybridReadModelRepository<Product>({
            repository: delayed(database, scheduler, `database ${each}`),
            cache: delayed(cache, scheduler, `cache ${each}`),
            model: productModel,
          }),
      )
      let written = 0
      /** Reads that saw less than had been written before they began. */
      const missed: unknown[] = []
      /** The newest write that has ended: every later read must see it, or a newer one. */
      let ended = 0
      const act = async ({ process, does }: { process: number; does: string }): Promise<void> => {
        const repository = processes[process]
        if (repository === undefined) throw new Error('there are two processes')
        if (does === 'read') {
          await scheduler.schedule(Promise.resolve(), 'a reader comes')
          const known = ended
          const seen = (await repository.get('a'))?.units ?? 0
          if (seen < known) missed.push({ seen, known })
          return
        }
        if (does === 'delete') {
          await repository.delete('b')
          return
        }
        // Writes come one after the other in the database, as they began.
        const units = ++written
        const row = product('a', { units })
        const current = async () => (await database.get('a'))?.units ?? 0
        if (does === 'write') {
          await repository.save(row)
        } else {
          await database.save(row)
          if (does === 'writePast') await repository.invalidate(['a'])
          else if (does === 'tags') await repository.invalidateTags(['active'])
          else await repository.invalidateAll()
        }
        if ((await current()) === units) ended = Math.max(ended, units)
      }
      // One writer at a time: the order of writes is the database's affair. Readers go as they like.
      let writing: Promise<void> = Promise.resolve()
      const all = plan.map((step) => {
        if (step.does === 'read') return act(step)
        writing = writing.then(() => act(step))
        return writing
      })
      await scheduler.waitFor(Promise.all(all))
      expect(missed).toEqual([])
      const truth = (await database.get('a'))?.units
      for (const repository of processes) {
        const row = await scheduler.waitFor(repository.get('a'))
        expect(row?.units).toBe(truth)
      }
    })
    await fc.assert(property, { numRuns: 300 })
  }, 30_000)
})
