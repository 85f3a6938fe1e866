import type { EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../../event-store/in-memory-event-store.ts'
import { claimedTopics } from '../conformance-case.ts'
import { eventStoreCases } from './event-store-cases.ts'
import type { EventStoreCapability } from './event-store-subject.ts'

/** Runs the suite without a runner and gives the name of the first case that fails. */
async function firstFailure(
  sabotage: (honest: InMemoryEventStore) => Partial<EventStore>,
): Promise<string | undefined> {
  const capabilities: EventStoreCapability[] = ['conditions']
  for (const { topic, cases } of claimedTopics(eventStoreCases, capabilities).topics) {
    for (const each of cases) {
      const honest = new InMemoryEventStore()
      const store = new Proxy<EventStore>(honest, {
        get: (target, key) => {
          const own = Reflect.get(sabotage(honest), key) ?? Reflect.get(target, key)
          return typeof own === 'function' ? own.bind(target) : own
        },
      })
      const held = await each.run({ store, dispose: () => undefined }).then(
        () => true,
        () => false,
      )
      if (!held) return `${topic}: ${each.name}`
    }
  }
  return undefined
}

describe('the conformance suite of event stores', () => {
  it('passes an honest store, without any test runner', async () => {
    expect(await firstFailure(() => ({}))).toBeUndefined()
  })

  it('names every case once', () => {
    const names = eventStoreCases.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<[string, (honest: InMemoryEventStore) => Partial<EventStore>]>([
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
  ])('notices a store that %s', async (_what, sabotage) => {
    expect(await firstFailure(sabotage)).toBeDefined()
  })
})
