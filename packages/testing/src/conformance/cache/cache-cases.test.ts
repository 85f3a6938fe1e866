import type { ReadModelCache } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryCacheStore } from '../../cache/in-memory-cache-store.ts'
import { ManualClock } from '../../clock/manual-clock.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { cacheCases } from './cache-cases.ts'

type Lies = (honest: InMemoryCacheStore) => Partial<ReadModelCache>

const run = (lies: Lies): Promise<string | undefined> =>
  firstFailure(cacheCases, ['shared'], () => {
    const clock = new ManualClock()
    const honest = new InMemoryCacheStore({ clock })
    const cache = sabotaged<ReadModelCache>(honest, lies(honest))
    return { cache, clock, another: async () => cache, dispose: () => undefined }
  })

/** The first case that each is rejected by. */
const rejectedBy: Readonly<Record<string, string>> = {
  'knows no time': 'values: carry what is known of them',
  'loses tags': 'values: carry what is known of them',
  'drops no scope': 'outdating: drops a scope and leaves the others',
  'drops no tag': 'outdating: drops what carries a tag, whatever else it carries',
  'fills without a lease': 'filling: refuses what was read before: a key that was outdated',
  'forgets positions': 'filling: refuses what has seen less than the last change',
  'gives many in another order':
    'values: are got together, in the order of the keys, however often a key is named',
  'grants a lease to everybody': 'filling: keeps what was read under a lease',
}

describe('the conformance suite of caches', () => {
  it('passes an honest cache, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it('names every case once', () => {
    const names = cacheCases.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<[string, Lies]>([
    [
      'knows no time',
      (honest) => ({ set: (key, value, rest) => honest.set(key, value, { ...rest, ttlMs: 1e12 }) }),
    ],
    [
      'loses tags',
      (honest) => ({ set: (key, value, rest) => honest.set(key, value, { ...rest, tags: [] }) }),
    ],
    ['drops no scope', () => ({ invalidateAll: async () => undefined })],
    ['drops no tag', () => ({ invalidateTags: async () => undefined })],
    [
      'fills without a lease',
      (honest) => ({
        fill: async (key, value, rest) => {
          await honest.set(key, value, rest)
          return true
        },
      }),
    ],
    ['forgets positions', (honest) => ({ outdate: (keys) => honest.outdate(keys) })],
    [
      'gives many in another order',
      (honest) => ({
        getMany: async <Value>(keys: readonly string[]) => (await honest.getMany<Value>(keys)).toReversed(),
      }),
    ],
    [
      'grants a lease to everybody',
      () => ({ lease: async (keys) => keys.map(() => ({ state: 'granted', token: 'the same' })) }),
    ],
  ])('notices a cache that %s', async (what, lies) => {
    expect(await run(lies)).toBe(rejectedBy[what] ?? 'a case')
  })
})
