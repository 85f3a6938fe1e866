import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { InMemoryEventStore } from '@uno-ts/testing'
import { RuleViolation, streamId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { EventBus } from '../event-bus/event-bus.ts'
import { metrics as measure } from '../middleware/metrics.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { ParallelCommandBus } from '../parallel/parallel-command-bus.ts'
import { PrioritizedCommandBus } from '../priority/prioritized-command-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { ThrottledCommandBus } from '../throttle/throttled-command-bus.ts'
import { telemetry } from '../telemetry.ts'
import { CQRSMetrics } from './cqrs-metrics.ts'

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function measured() {
  const reader = new Reader()
  const metrics = new CQRSMetrics({ meter: new MeterProvider({ readers: [reader] }).getMeter('test') })
  /** The points of one instrument. */
  const points = async (name: string) => {
    const { resourceMetrics } = await reader.collect()
    const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
    return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
  }
  return { metrics, points }
}

const act = defineCommand({ type: 'Act', data: z.boolean(), result: z.void() })
const find = defineQuery({ type: 'Find', data: z.unknown(), result: z.unknown() })

describe('the metrics of messages', () => {
  it('count commands by type and success, and time them in seconds', async () => {
    const { metrics, points } = measured()
    const times = [0, 20, 100, 130]
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, async (allowed) => {
      if (!allowed) throw new RuleViolation('NO', 'no')
    })
    const middleware = [measure({ metrics, now: () => times.shift() ?? 0 })]
    const bus = new CommandBus({ registry, middleware })
    await bus.execute(act(true))
    await bus.execute(act(false)).catch(() => undefined)

    expect(await points('cqrs_commands')).toMatchObject([
      { attributes: { command_type: 'Act', success: true }, value: 1 },
      { attributes: { command_type: 'Act', success: false }, value: 1 },
    ])
    const [duration] = await points('cqrs_command_duration_seconds')
    expect(duration?.attributes).toEqual({ command_type: 'Act' })
    expect(duration?.value).toMatchObject({ count: 2, sum: 0.05, min: 0.02, max: 0.03 })
    expect(await points('cqrs_queries')).toEqual([])
  })

  it('use the bounds 0.01 to 5 seconds, and finer ones', async () => {
    const { metrics, points } = measured()
    metrics.messageStarted('command', 'Act')
    metrics.messageEnded('command', 'Act', { success: true, durationMs: 3 })
    const [duration] = await points('cqrs_command_duration_seconds')

    expect(duration?.value).toMatchObject({ buckets: { boundaries: telemetry.durationBounds } })
    expect(telemetry.durationBounds).toEqual(expect.arrayContaining([0.001, 0.01, 0.05, 0.1, 0.5, 1, 5]))
  })

  it('say how many are under way', async () => {
    const { metrics, points } = measured()
    const registry = new HandlerRegistry()
    const active: unknown[] = []
    registry.registerCommandHandler(act, async () => {
      active.push(...(await points('cqrs_commands_active')))
    })
    await new CommandBus({ registry, middleware: [measure({ metrics })] }).execute(act(true))

    expect(active).toMatchObject([{ attributes: { command_type: 'Act' }, value: 1 }])
    expect(await points('cqrs_commands_active')).toMatchObject([{ value: 0 }])
  })

  it('count the rows of lists and pages, and of nothing else', async () => {
    const { metrics, points } = measured()
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(find, async (answer) => answer)
    const bus = new QueryBus({ registry, middleware: [measure({ metrics })] })
    for (const answer of [[1, 2, 3], { items: [1], next: null }, { items: 7 }, null, 'three']) {
      await bus.execute(find(answer))
    }
    const [size] = await points('cqrs_query_result_size')

    expect(size?.attributes).toEqual({ query_type: 'Find' })
    expect(size?.value).toMatchObject({ count: 2, sum: 4 })
    expect(await points('cqrs_queries')).toMatchObject([{ value: 5 }])
  })
})

describe('the metrics of events', () => {
  it('count handler calls, and leave nothing in the queue', async () => {
    const { metrics, points } = measured()
    const store = new InMemoryEventStore()
    const stream = streamId('order', '7')
    const events = ['Placed', 'Paid'].map((type) => ({ type, data: {} }))
    await store.append(stream, events, { expectedVersion: 'no-stream' })
    const bus = new EventBus({ metrics })
    const queued: unknown[] = []
    bus.subscribe('Placed', async () => void queued.push(...(await points('cqrs_event_queue_size'))))
    bus.subscribe('Placed', () => Promise.reject(new Error('broken')))
    await bus.publish(await Array.fromAsync(store.readStream(stream))).catch(() => undefined)

    expect(await points('cqrs_events')).toMatchObject([
      { attributes: { event_type: 'Placed', success: true }, value: 1 },
      { attributes: { event_type: 'Placed', success: false }, value: 1 },
    ])
    expect(queued).toMatchObject([{ value: 2 }])
    expect(await points('cqrs_event_queue_size')).toMatchObject([{ value: 0 }])
    expect((await points('cqrs_event_processing_seconds'))[0]?.value).toMatchObject({ count: 2 })
  })
})

it('without an SDK measuring does nothing and does not fail', async () => {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(act, async () => undefined)
  const bus = new CommandBus({ registry, middleware: [measure()] })

  await expect(bus.execute(act(true))).resolves.toBeUndefined()
})

describe('the queue of a throttle', () => {
  it('is measured whenever the SDK collects, until that is ended', async () => {
    const { metrics, points } = measured()
    const throttle = { queued: 3 }
    const stop = metrics.observeQueue('throttle', throttle)
    expect(await points('cqrs_command_queue_size')).toMatchObject([
      { value: 3, attributes: { queue: 'throttle' } },
    ])
    throttle.queued = 0
    expect(await points('cqrs_command_queue_size')).toMatchObject([{ value: 0 }])
    stop()
    throttle.queued = 9
    expect(await points('cqrs_command_queue_size')).toMatchObject([{ value: 0 }]) // what was told last
  })

  it('may be that of a bus', async () => {
    const { metrics, points } = measured()
    const registry = new HandlerRegistry()
    const goOn = Promise.withResolvers<void>()
    registry.registerCommandHandler(act, () => goOn.promise)
    const inner = new CommandBus({ registry })
    const urgent = new PrioritizedCommandBus({ commandBus: inner, concurrency: 1 })
    const paced = new ThrottledCommandBus({ commandBus: inner, everyType: { perSecond: 1, burst: 1 } })
    const parallel = new ParallelCommandBus({ commandBus: inner, concurrency: 1 })
    const stops = Object.entries({ urgent, paced, parallel }).map(([name, bus]) =>
      metrics.observeQueue(name, bus),
    )
    const sent = [urgent, urgent, parallel, parallel, parallel].map((bus) => bus.execute(act(true)))
    await Promise.resolve()

    const sizes = (await points('cqrs_command_queue_size')).map(({ attributes, value }) => [
      attributes['queue'],
      value,
    ])
    expect(sizes).toEqual([
      ['urgent', 1],
      ['paced', 0],
      ['parallel', 2],
    ])
    for (const stop of stops) stop()
    goOn.resolve()
    await Promise.all(sent)
  })

  it('goes to the provider that is given', async () => {
    const reader = new Reader()
    const metrics = new CQRSMetrics({ provider: new MeterProvider({ readers: [reader] }) })
    metrics.messageStarted('command', 'Act')
    const { resourceMetrics } = await reader.collect()
    expect(resourceMetrics.scopeMetrics.map(({ scope }) => scope.name)).toEqual([telemetry.scope])
  })
})
