import type { EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../../event-store/in-memory-event-store.ts'
import { dcbStoreCases } from '../dcb/dcb-store-cases.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { subscriptionCases } from '../subscription/subscription-cases.ts'
import { eventStoreCases } from './event-store-cases.ts'

type Lies = (honest: InMemoryEventStore) => Partial<EventStore>

const run = (lies: Lies): Promise<string | undefined> =>
  firstFailure([...eventStoreCases, ...dcbStoreCases, ...subscriptionCases], [], () => {
    const honest = new InMemoryEventStore()
    return { store: sabotaged<EventStore>(honest, lies(honest)), dispose: () => undefined }
  })

describe('the conformance suite of event stores', () => {
  it('passes an honest store, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it('names every case once', () => {
    const names = eventStoreCases.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<[string, Lies]>([
    [
      'does not check versions',
      (honest) => ({
        append: (stream, events, options) =>
          honest.append(stream, events, { ...options, expectedVersion: 'any' }),
      }),
    ],
    [
      'forgets the tenant',
      (honest) => ({
        append: (stream, events, options) => honest.append(stream, events, { ...options, tenant: undefined }),
      }),
    ],
    [
      'writes a plan append by append',
      (honest) => ({
        async commit(plan, options) {
          let result = await honest.commit({ ...plan, appends: [] }, options)
          for (const append of plan.appends) {
            const { appends, globalPosition } = await honest.commit({ ...plan, appends: [append] }, options)
            result = { appends: [...result.appends, ...appends], globalPosition }
          }
          return result
        },
      }),
    ],
    [
      'ignores conditions',
      (honest) => ({ commit: (plan, options) => honest.commit({ ...plan, conditions: [] }, options) }),
    ],
    [
      'appends events again that have known ids',
      (honest) => ({
        append: (stream, events, options) =>
          honest.append(
            stream,
            events.map((event) => ({ ...event, id: undefined })),
            options,
          ),
      }),
    ],
    [
      'reads only one page',
      (honest) => ({ readAll: (options) => honest.readAll({ limit: 1000, ...options }) }),
    ],
    [
      'keeps the checkpoint where the last match is',
      (honest) => ({
        async readPage(options) {
          const page = await honest.readPage(options)
          const last = page.events.at(-1)?.globalPosition ?? options?.after ?? (0n as typeof page.position)
          return { ...page, position: last } as never
        },
      }),
    ],
    [
      'cuts the time of events to seconds',
      (honest) => ({
        readStream: (stream, { asOf, ...options } = {}) =>
          honest.readStream(stream, asOf === undefined ? options : { ...options, asOf: new Date(0) }),
      }),
    ],
    [
      'swallows the reason of an abort',
      (honest) => ({
        head: (options) => honest.head(options).catch(() => Promise.reject(new Error('aborted'))),
      }),
    ],
  ])('notices a store that %s', async (_what, lies) => {
    expect(await run(lies)).toBeDefined()
  })
})
