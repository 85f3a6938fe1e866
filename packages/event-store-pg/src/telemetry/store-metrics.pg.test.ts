import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { globalPosition, streamId, type Event, type SubscribeOptions } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { telemetry } from '../telemetry.ts'

const anEvent: Event = { type: 'Happened', data: {} }

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** A store that is measured, and the points of an instrument. */
function aStore() {
  const reader = new Reader()
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test')
  return {
    store: new PostgresEventStore({ pool: open.pool, meter, pollIntervalMs: 50 }),
    points: async (name: string) => {
      const { resourceMetrics } = await reader.collect()
      const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
      return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
    },
  }
}

describe('the metrics of appending', () => {
  it('count appends by what they came to, and the events that were written', async () => {
    const { store, points } = aStore()
    const stream = streamId('order', 'counted')
    const events = [1, 2, 3].map(() => ({ ...anEvent, id: crypto.randomUUID() }))
    await store.append(stream, events, { expectedVersion: 0 })
    await store.append(stream, events, { expectedVersion: 0 }) // known
    await store.append(stream, [anEvent], { expectedVersion: 0 }).catch(() => undefined)
    await store.append(stream, [{ ...anEvent, id: 'no id' }], { expectedVersion: 3 }).catch(() => undefined)
    await store.commit({ appends: [{ streamId: stream, expectedVersion: 3, events: [] }] })

    const outcomes = (await points('event_store_appends')).map(({ attributes, value }) => [
      attributes['outcome'],
      value,
    ])
    expect(Object.fromEntries(outcomes)).toEqual({
      written: 1,
      repeated: 1,
      conflict: 1,
      failed: 1,
      checked: 1,
    })
    expect(await points('event_store_events_appended')).toMatchObject([{ value: 3 }])
    const [duration] = await points('event_store_append_duration_seconds')
    expect(duration?.value).toMatchObject({
      count: 5,
      buckets: { boundaries: telemetry.durationBounds },
    })
    expect(duration).toHaveProperty(
      'value.sum',
      expect.toSatisfy((seconds: number) => seconds < 10),
    )
  })

  it('say how many appends went in one transaction', async () => {
    const { store, points } = aStore()
    await store.append(streamId('order', 'lone'), [anEvent], { expectedVersion: 'any' })
    expect((await points('event_store_group_size'))[0]?.value).toMatchObject({ count: 1, min: 1, max: 1 })
    await Promise.all(
      Array.from({ length: 60 }, (_, nr) =>
        store.append(streamId('order', `together-${nr}`), [anEvent], { expectedVersion: 'any' }),
      ),
    )
    const [size] = await points('event_store_group_size')
    expect(size?.value).toMatchObject({ sum: 61 })
    expect(size).toHaveProperty(
      'value.max',
      expect.toSatisfy((max: number) => max > 10),
    )
  })
})

describe('the metrics of reading', () => {
  it('say how far the drawn positions are ahead of what is safe', async () => {
    const { store, points } = aStore()
    await store.head()
    expect(await points('event_store_horizon_lag')).toMatchObject([
      { value: 0, attributes: { schema: '"uno"' } },
    ])
    const client = await open.pool.connect()
    await client.query('begin')
    await store.commitOn(client, {
      appends: [{ streamId: streamId('order', 'open'), expectedVersion: 'any', events: [anEvent, anEvent] }],
    })
    await store.head()
    expect(await points('event_store_horizon_lag')).toMatchObject([{ value: 2 }])
    await client.query('commit')
    client.release()
    await store.head()
    expect(await points('event_store_horizon_lag')).toMatchObject([{ value: 0 }])
  })

  it('say how far the slowest subscription is behind, and nothing when there is none', async () => {
    const { store, points } = aStore()
    await store.append(streamId('order', 'behind'), [anEvent], { expectedVersion: 'any' })
    const head = await store.head()
    const follow = (options: SubscribeOptions) =>
      store.subscribe({ ...options, signal: AbortSignal.timeout(10_000) })[Symbol.asyncIterator]()
    const quick = follow({ from: 'now' })
    const slow = follow({ batchSize: 1 })
    const waiting = quick.next()
    await slow.next()
    // It works on its first page: that one counts until it asks for the next.
    await expect
      .poll(() => points('event_store_subscription_lag'))
      .toMatchObject([{ value: Number(head), attributes: { schema: '"uno"' } }])
    const { value } = await slow.next()
    expect(value?.position).toBe(globalPosition(2n))
    expect(await points('event_store_subscription_lag')).toMatchObject([{ value: Number(head) - 1 }])
    expect(await points('event_store_events_delivered')).toMatchObject([{ value: 1 }])

    // While it is stuck on a page others append, elsewhere.
    await open.store.append(streamId('order', 'behind'), [anEvent, anEvent], { expectedVersion: 'any' })
    expect(await points('event_store_subscription_lag')).toMatchObject([{ value: Number(head) + 1 }])

    await slow.return?.()
    await store.append(streamId('order', 'behind'), [anEvent], { expectedVersion: 'any' })
    await waiting
    await quick.return?.()
    expect(await points('event_store_subscription_lag')).toMatchObject([{ value: 0 }])
  })
})
