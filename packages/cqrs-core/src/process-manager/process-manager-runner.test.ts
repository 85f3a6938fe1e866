import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import {
  DatabaseError,
  origin,
  StreamArchivedError,
  streamId,
  type CommandBus,
  type EventCodec,
  type ExecuteOptions,
  type Json,
  type Logger,
  type ProcessAgenda,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { afterEach, describe, expect, it } from 'vitest'
import { bug, fulfilment, paymentMs } from '../../test/fulfilment.ts'
import { declined, happen, openWorld, processOf, runnerOf, until } from '../../test/shop.ts'
import type { ProcessManagerRunnerOptions } from './process-manager-runner-options.ts'
import type { ProcessManagerRunner } from './process-manager-runner.ts'

const away = () => new DatabaseError('the bank is away', { sqlState: '08006', retryable: true })

let running: ProcessManagerRunner[] = []

function start(...given: Parameters<typeof runnerOf>): ProcessManagerRunner {
  const runner = runnerOf(...given)
  running.push(runner)
  runner.start()
  return runner
}

/** A lease that everybody is told to have, and a checkpoint that nobody moves. */
function lyingStorage(): ProcessManagerRunnerOptions['storage'] {
  const nothing = async (): Promise<void> => undefined
  return {
    leases: {
      renew: async (member) => ({
        members: [member],
        held: member.runs.map((run) => ({ ...run, slices: 1, epochs: 1n })),
      }),
      claim: async (_memberId, wanted) =>
        wanted.map(({ projectionId, version }) => ({
          projectionId,
          version,
          slice: 0,
          epoch: 1n,
          position: origin,
        })),
      release: nothing,
      leave: nothing,
      reclaim: nothing,
      status: async () => [],
    },
    checkpoints: { load: async () => undefined, save: nothing, saveSlices: nothing, reset: nothing },
  }
}

afterEach(async () => {
  bug.isThere = true
  await Promise.all(running.map((runner) => runner.stop()))
  running = []
})

describe('a process manager', () => {
  it('turns events into commands until its process is over, all of it in a stream of its own', async () => {
    const world = openWorld()
    start(world)
    await happen(world.store, 'OrderPlaced', '1')
    await until(async () => (await processOf(world.store, '1')).includes('Completed'))

    expect(world.effects).toEqual(['Pay 1', 'Ship 1'])
    await until(
      async () =>
        (await processOf(world.store, '1')).filter((type) => type === 'CommandSucceeded').length === 2,
    )
    expect((await processOf(world.store, '1')).slice(0, 3)).toEqual([
      'EventReceived',
      'DeadlineSet',
      'CommandIssued',
    ])
  })

  it('lets a deadline pass once, and not one that was cancelled', async () => {
    const world = openWorld({ pays: false })
    await happen(world.store, 'OrderPlaced', '1')
    await happen(world.store, 'OrderPlaced', '2')
    const first = start(world)
    await until(() => world.effects.length === 2)
    await happen(world.store, 'OrderPaid', '2')
    await until(() => world.effects.includes('Ship 2'))
    await first.stop() // deadlines survive
    world.clock.advance(paymentMs)
    start(world)
    start(world)
    await until(() => world.effects.includes('Cancel 1'))
    await until(async () => (await processOf(world.store, '1')).at(-1) === 'CommandSucceeded')

    expect(world.effects.toSorted()).toEqual(['Cancel 1', 'Pay 1', 'Pay 2', 'Ship 2'])
    expect(await processOf(world.store, '1')).toEqual([
      'EventReceived',
      'DeadlineSet',
      'CommandIssued',
      'CommandSucceeded',
      'DeadlinePassed',
      'CommandIssued',
      'Completed',
      'CommandSucceeded',
    ])
    expect(await processOf(world.store, '2')).not.toContain('DeadlinePassed')
  })

  it('hears of a refusal, and makes up for it', async () => {
    const world = openWorld()
    world.failing.set('Pay 1', [declined()])
    start(world)
    await happen(world.store, 'OrderPlaced', '1')
    await until(() => world.effects.length > 0)

    expect(world.effects).toEqual(['Cancel 1'])
    const events = await Array.fromAsync(world.store.readStream(streamId('fulfilment', '1')))
    expect(events.find(({ type }) => type === 'ProcessCommandRefused')?.data).toMatchObject({
      code: 'ERR_RULE_VIOLATION',
      rule: 'CARD_DECLINED',
    })
  })

  it('tries a command again that failed for now, at longer and longer intervals', async () => {
    const world = openWorld()
    world.failing.set('Pay 1', [away(), new Error('a bug'), away()])
    const runner = start(world, { retry: { baseDelayMs: 1_000 } })
    await happen(world.store, 'OrderPlaced', '1')
    for (const [attempts, waitMs] of [1_000, 2_000, 4_000].entries()) {
      await until(
        async () =>
          (await processOf(world.store, '1')).filter((type) => type === 'CommandDelayed').length ===
          attempts + 1,
      )
      expect(world.effects).toEqual([])
      world.clock.advance(waitMs)
      runner.wake()
    }
    await until(() => world.effects.length > 0)
    expect(world.effects[0]).toBe('Pay 1')
  })

  it('hears of a command that failed for good, as often as was allowed or beyond cure', async () => {
    const world = openWorld()
    world.failing.set('Pay 1', [away(), away()])
    world.failing.set('Pay 2', [new DatabaseError('wrong', { sqlState: '42601', retryable: false })])
    start(world, { retry: { maxAttempts: 2, baseDelayMs: 0 } })
    await happen(world.store, 'OrderPlaced', '1')
    await happen(world.store, 'OrderPlaced', '2')
    await until(() => world.effects.length === 2)

    expect(world.effects.toSorted()).toEqual(['Cancel 1', 'Cancel 2'])
    expect(await processOf(world.store, '1')).toContain('CommandDelayed')
    expect(await processOf(world.store, '2')).not.toContain('CommandDelayed')
  })

  it('parks the process whose process manager throws, alone, and says so', async () => {
    const world = openWorld({ pays: false })
    const said: unknown[] = []
    const error = (facts: unknown) => void said.push(facts)
    const logger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error }
    const runner = start(world, { logger })
    for (const [type, orderId] of [
      ['OrderPlaced', '1'],
      ['OrderPlaced', '2'],
      ['OrderBroke', '1'],
      ['OrderPaid', '1'],
      ['OrderPaid', '2'],
    ] as const) {
      await happen(world.store, type, orderId)
    }
    await until(() => world.effects.includes('Ship 2'))
    await until(
      async () => (await processOf(world.store, '1')).filter((type) => type === 'EventReceived').length === 3,
    )

    expect(world.effects).not.toContain('Ship 1')
    const failure = { code: 'Error', message: 'it broke', inputType: 'OrderBroke' }
    expect(await runner.parked()).toMatchObject([{ processId: '1', failure }])
    expect(said).toMatchObject([{ processId: '1', message: 'it broke' }])

    expect(await runner.resume('1')).toBe(false)
    bug.isThere = false
    expect(await runner.resume('1')).toBe(true)
    await until(() => world.effects.includes('Ship 1'))
    expect(await runner.parked()).toEqual([])
    await expect(runner.resume('1')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })

  it('goes on without the input that it is told to skip', async () => {
    const world = openWorld({ pays: false })
    const runner = start(world)
    await happen(world.store, 'OrderPlaced', '1')
    await happen(world.store, 'OrderBroke', '1')
    await happen(world.store, 'OrderPaid', '1')
    await until(
      async () => (await processOf(world.store, '1')).filter((type) => type === 'EventReceived').length === 3,
    )

    expect(await runner.skip('1')).toBe(true)
    await until(() => world.effects.includes('Ship 1'))
    expect(world.effects).toEqual(['Pay 1', 'Ship 1'])
  })

  it('lets the deadline of a parked process pass, and acts upon it when that goes on', async () => {
    const world = openWorld({ pays: false })
    const runner = start(world)
    await happen(world.store, 'OrderPlaced', '1')
    await happen(world.store, 'OrderBroke', '1')
    await until(async () => (await runner.parked()).length === 1)
    world.clock.advance(paymentMs)
    await until(async () => (await processOf(world.store, '1')).includes('DeadlinePassed'))
    expect(world.effects).toEqual(['Pay 1'])

    await runner.skip('1')
    await until(() => world.effects.includes('Cancel 1'))
  })

  it('begins with the events that begin it, and hears nothing after its end', async () => {
    const world = openWorld()
    start(world)
    await happen(world.store, 'OrderPaid', '1')
    await happen(world.store, 'OrderPlaced', '2')
    await until(async () => (await processOf(world.store, '2')).includes('Completed'))
    await happen(world.store, 'OrderPaid', '2')
    const head = await world.store.head()
    await until(() => (running[0]?.status().position ?? 0n) >= head)

    expect(await processOf(world.store, '1')).toEqual([])
    expect(world.effects).toEqual(['Pay 2', 'Ship 2'])
  })

  it('begins where it is told the first time, and where it was later on', async () => {
    const world = openWorld()
    await happen(world.store, 'OrderPlaced', 'before')
    const first = start(world, { startFrom: 'now' })
    await until(() => first.status().position !== undefined)
    await first.stop()
    await happen(world.store, 'OrderPlaced', 'meanwhile')
    start(world, { startFrom: 'now' })
    await until(() => world.effects.includes('Ship meanwhile'))

    expect(world.effects).toEqual(['Pay meanwhile', 'Ship meanwhile'])
  })

  it('follows the log in one member at a time, and another takes over', async () => {
    const world = openWorld()
    const first = start(world, { memberId: 'first' })
    await until(() => first.status().position !== undefined)
    const second = start(world, { memberId: 'second' })
    await happen(world.store, 'OrderPlaced', '1')
    await until(async () => (await processOf(world.store, '1')).includes('Completed'))
    expect(second.status().position).toBeUndefined()

    await first.stop()
    await happen(world.store, 'OrderPlaced', '2')
    await until(async () => (await processOf(world.store, '2')).includes('Completed'))
    expect(world.effects).toEqual(['Pay 1', 'Ship 1', 'Pay 2', 'Ship 2'])
  })

  it('does everything once where two members follow the log at the same time', async () => {
    const world = openWorld()
    const orders = Array.from({ length: 20 }, (_, nr) => String(nr))
    for (const order of orders) await happen(world.store, 'OrderPlaced', order)
    for (let member = 0; member < 3; member++) start(world, { storage: lyingStorage() })
    await until(async () => {
      const streams = await Promise.all(orders.map((order) => processOf(world.store, order)))
      return streams.every((types) => types.filter((type) => type === 'CommandSucceeded').length === 2)
    })

    expect(world.effects.toSorted()).toEqual(
      orders.flatMap((order) => [`Pay ${order}`, `Ship ${order}`]).toSorted(),
    )
    for (const order of orders) {
      const types = await processOf(world.store, order)
      expect(types.filter((type) => type === 'EventReceived')).toHaveLength(3)
    }
  })

  it('counts a command that takes too long as one that failed for now', async () => {
    const world = openWorld()
    let waits = true
    const commandBus: CommandBus = {
      async execute(command, options) {
        if (waits) await new Promise((_resolve, reject) => options?.signal?.addEventListener('abort', reject))
        return await world.commandBus.execute(command, options)
      },
    }
    const runner = start(world, { commandBus, commandTimeoutMs: 20, retry: { baseDelayMs: 1 } })
    await happen(world.store, 'OrderPlaced', '1')
    await until(async () => (await processOf(world.store, '1')).includes('CommandDelayed'))
    waits = false
    world.clock.advance(1)
    runner.wake()
    await until(() => world.effects.length === 2)

    expect(world.effects).toEqual(['Pay 1', 'Ship 1'])
  })

  it('hands correlation, cause and trace on, and acts in its own name', async () => {
    const world = openWorld()
    const seen: (ExecuteOptions | undefined)[] = []
    const commandBus: CommandBus = {
      async execute(command, options) {
        seen.push(options)
        return await world.commandBus.execute(command, options)
      },
    }
    start(world, { commandBus })
    const metadata = { correlationId: 'request', traceparent: '00-trace-span-01' }
    const placed = { type: 'OrderPlaced', data: { orderId: '1' }, metadata }
    await world.store.append(streamId('shop', '1'), [placed], { expectedVersion: 0 })
    await until(() => seen.length > 0)
    const [{ id } = { id: '' }] = (await world.store.load(streamId('shop', '1'))).events

    expect(seen[0]).toMatchObject({
      idempotencyKey: `fulfilment-1/${id}/0`,
      metadata: { ...metadata, causationId: id, actor: 'fulfilment' },
    })
  })

  it('keeps what it has received in the shape that the codec of the store gives', async () => {
    const world = openWorld()
    const isOrder = (type: string) => type.startsWith('Order')
    const order = (data: unknown) => (data as { readonly orderId: string }).orderId
    /** Stores the orders' ids under another name. */
    const codec: EventCodec = {
      encode: ({ type, data }) => {
        const stored = isOrder(type) ? { nr: order(data) } : (data as Json)
        return { type, schemaVersion: 1, data: stored }
      },
      decode: (events) =>
        events.map((event) =>
          isOrder(event.type)
            ? { ...event, data: { orderId: (event.data as { readonly nr: string }).nr } }
            : event,
        ),
    }
    const store = new InMemoryEventStore({ codec })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: store })
    await happen(store, 'OrderPlaced', '1')
    await happen(store, 'OrderPaid', '1')
    start({ ...world, store, unitOfWork }, { codec })
    await until(() => world.effects.length === 2)

    expect(world.effects).toEqual(['Pay 1', 'Ship 1'])
    const [received] = (await store.load(streamId('fulfilment', '1'))).events
    expect(received?.data).toMatchObject({ event: { type: 'OrderPlaced', data: { nr: '1' } } })
  })

  it('passes events by whose process is archived', async () => {
    const world = openWorld({ pays: false })
    const archived = new Set<string>()
    const unitOfWork: UnitOfWorkFactory = {
      begin(options) {
        const unit = world.unitOfWork.begin(options)
        const append = unit.append.bind(unit)
        unit.append = (stream, ...given) => {
          if (archived.has(stream)) throw new StreamArchivedError(stream)
          append(stream, ...given)
        }
        return unit
      },
    }
    start(world, { unitOfWork })
    await happen(world.store, 'OrderPlaced', '1')
    await until(async () => (await processOf(world.store, '1')).includes('CommandSucceeded'))
    archived.add('fulfilment-1')
    await happen(world.store, 'OrderPaid', '1')
    await happen(world.store, 'OrderPlaced', '2')
    await until(() => world.effects.includes('Pay 2'))

    expect(world.effects).toEqual(['Pay 1', 'Pay 2'])
  })

  it('says what keeps it from following, and goes on when that is over', async () => {
    const world = openWorld()
    let isAway = true
    const correlate: typeof fulfilment.correlate = (event) => {
      if (isAway) throw new Error('no such order')
      return fulfilment.correlate(event)
    }
    const runner = start(world, { processManager: { ...fulfilment, correlate } })
    await happen(world.store, 'OrderPlaced', '1')
    await until(() => runner.status().failure?.message === 'no such order')
    isAway = false
    await until(() => world.effects.includes('Ship 1'))
    expect(runner.status().failure).toBeUndefined()
  })

  it('says what keeps it from looking at its agenda, and goes on when that is over', async () => {
    const world = openWorld()
    let isAway = true
    const agenda: ProcessAgenda = new Proxy(world.agenda, {
      get(inner, key) {
        if (key === 'claim' && isAway) throw away()
        const member: unknown = Reflect.get(inner, key)
        return typeof member === 'function' ? member.bind(inner) : member
      },
    })
    const runner = start(world, { agenda })
    await happen(world.store, 'OrderPlaced', '1')
    await until(() => runner.status().failure?.message === 'the bank is away')
    isAway = false
    await until(() => world.effects.length === 2)
    expect(runner.status().failure).toBeUndefined()
  })
})
