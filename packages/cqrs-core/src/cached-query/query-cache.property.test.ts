import { InMemoryCacheStore, ManualClock } from '@uno-ts/testing'
import { globalPosition, type CacheStore } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverAborted } from '../context/never-aborted.ts'
import { QueryCache, type CachedQuestion } from './query-cache.ts'

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), giveUp: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 2000 }) }),
    },
  ),
  { maxLength: 30 },
)

/** A store each of whose answers comes when the scheduler says. */
function scheduled(scheduler: fc.Scheduler, inner: CacheStore): CacheStore {
  const later = (name: string) => scheduler.schedule(Promise.resolve(), name)
  return {
    async get(key) {
      await later('get begins')
      const entry = await inner.get(key)
      await later('get ends')
      return entry as never // of the type the caller names
    },
    async set(key, value, options) {
      await later('set begins')
      await inner.set(key, value, options)
      await later('set ends')
    },
    delete: (key) => inner.delete(key),
    async invalidateTags(tags) {
      await later('invalidation begins')
      await inner.invalidateTags(tags)
      await later('invalidation ends')
    },
    invalidateAll: (prefix) => inner.invalidateAll(prefix),
    statistics: () => inner.statistics(),
  }
}

describe('a query cache, whatever comes first', () => {
  it.each([{ tagsOfAnswer: false }, { tagsOfAnswer: true }])(
    'never gives an answer that was outdated when it was asked, $tagsOfAnswer',
    async ({ tagsOfAnswer }) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), steps, async (scheduler, steps) => {
          const clock = new ManualClock(0)
          const store = scheduled(scheduler, new InMemoryCacheStore({ clock }))
          const cache = new QueryCache({ store, clock })
          let row = 0
          let known = 0
          const outdated: unknown[] = []
          const ask = (signal: AbortSignal) =>
            cache.getOrCompute<number>({
              key: 'row',
              type: 'Row',
              tenant: undefined,
              ttlMs: 1000,
              staleMs: 1000,
              tags: tagsOfAnswer ? [] : ['row'],
              ...(tagsOfAnswer && { answerTags: () => ['row'] }),
              async compute() {
                await scheduler.schedule(Promise.resolve(), 'computation begins')
                const read = row
                await scheduler.schedule(Promise.resolve(), 'computation ends')
                return read
              },
              signal,
            } satisfies CachedQuestion<number>)

          const run = async (step: (typeof steps)[number]) => {
            switch (step.do) {
              case 'ask': {
                const before = known
                const caller = new AbortController()
                const asking = ask(caller.signal)
                if (step.giveUp) caller.abort('enough')
                const answer = await asking.catch((reason: unknown) => reason)
                if (answer !== 'enough' && Number(answer) < before) outdated.push(answer)
                return
              }
              case 'change': {
                const version = ++row
                await cache.invalidateTags(['row'])
                known = Math.max(known, version)
                return
              }
              case 'wait':
                clock.advance(step.ms)
            }
          }
          const runs = steps.map((step) =>
            scheduler.schedule(Promise.resolve(), step.do).then(() => run(step)),
          )
          const ended = Promise.all(runs)
          await scheduler.waitFor(ended)
          expect(outdated).toEqual([])
          expect(await scheduler.waitFor(ask(neverAborted))).toBe(row)
        }),
        { numRuns: 300 },
      )
    },
  )

  it('never gives those who have waited for a position what was computed before it, in any process', async () => {
    const step = fc.record({
      do: fc.constantFrom('change', 'ask', 'ask', 'ask for what was written'),
      at: fc.constantFrom(0, 1),
    })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 25 }), async (scheduler, steps) => {
        const store = scheduled(scheduler, new InMemoryCacheStore())
        const caches = [new QueryCache({ store }), new QueryCache({ store })] as const
        let row = 0
        const tooOld: unknown[] = []
        const ask = async (cache: QueryCache, seen?: number): Promise<number> =>
          await cache.getOrCompute<number>({
            key: 'row',
            type: 'Row',
            tenant: undefined,
            ttlMs: 1000,
            staleMs: 1000,
            tags: ['row'],
            minPosition: seen === undefined ? undefined : globalPosition(seen),
            async compute() {
              await scheduler.schedule(Promise.resolve(), 'computation begins')
              const read = row
              await scheduler.schedule(Promise.resolve(), 'computation ends')
              return read
            },
            signal: neverAborted,
          })
        const run = async (step: (typeof steps)[number]) => {
          if (step.do === 'change') {
            row++
            // Each process hears of it in its own time.
            await Promise.all(
              caches.map(async (cache) => {
                await scheduler.schedule(Promise.resolve(), 'hears')
                await cache.invalidateTags(['row'])
              }),
            )
            return
          }
          const seen = step.do === 'ask' ? undefined : row
          const answer = await ask(caches[step.at], seen)
          if (answer < (seen ?? 0)) tooOld.push({ answer, seen })
        }
        const runs = steps.map((step) => scheduler.schedule(Promise.resolve(), step.do).then(() => run(step)))
        await scheduler.waitFor(Promise.all(runs))
        expect(tooOld).toEqual([])
        for (const cache of caches) expect(await scheduler.waitFor(ask(cache))).toBe(row)
      }),
      { numRuns: 300 },
    )
  })
})
