import {
  NotFoundError,
  RuleViolation,
  streamId,
  type Command,
  type CommandBus,
  type CommandDefinition,
  type Event,
  type Query,
  type QueryBus,
  type QueryDefinition,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { CommandTestHarness } from './command-test-harness.ts'
import { QueryTestHarness } from './query-test-harness.ts'

type OrderEvent = Event<'OrderPlaced', { readonly lines: number }> | Event<'OrderPaid', null>

const order = streamId('order', '1')
const place = { type: 'PlaceOrder', data: { lines: 2 } } as Command<CommandDefinition>

/** Places an order once, as a bus with one handler would. */
function setUp() {
  const eventStore = new InMemoryEventStore()
  const commandBus = {
    async execute() {
      const { streamVersion } = await eventStore.load(order)
      if (streamVersion > 0) throw new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before')
      await eventStore.append(order, [{ type: 'OrderPlaced', data: { lines: 2 } }], { expectedVersion: 0 })
      return { streamVersion: 1 }
    },
  } as CommandBus
  return { eventStore, harness: new CommandTestHarness<OrderEvent>({ commandBus, eventStore }) }
}

describe('a command test harness', () => {
  it('knows which events a command led to', async () => {
    const { harness } = setUp()
    expect(await harness.execute(place)).toEqual({ ok: true, value: { streamVersion: 1 } })
    harness.assertNoErrors()
    harness.assertEventsPublished('OrderPlaced')
    harness.assertEventPublished('OrderPlaced')
    harness.assertEventPublished('OrderPlaced', { lines: 2 })
    expect(harness.getEventsOfType('OrderPlaced').map(({ data }) => data.lines)).toEqual([2])
    expect(harness.getEventsOfType('OrderPaid')).toEqual([])
  })

  it('says what was published instead', async () => {
    const { harness } = setUp()
    await harness.execute(place)
    expect(() => harness.assertEventsPublished('OrderPlaced', 'OrderPaid')).toThrow('expected other events')
    expect(() => harness.assertEventPublished('OrderPaid')).toThrow(
      'expected OrderPaid to have been published, found OrderPlaced',
    )
    expect(() => harness.assertEventPublished('OrderPlaced', { lines: 3 })).toThrow(
      'expected other data of OrderPlaced',
    )
  })

  it('keeps errors instead of throwing them', async () => {
    const { harness } = setUp()
    await harness.execute(place)
    expect((await harness.execute(place)).ok).toBe(false)
    harness.assertRejected('ORDER_ALREADY_PLACED')
    harness.assertRejected('ERR_RULE_VIOLATION')
    harness.assertEventsPublished('OrderPlaced')
    expect(harness.errors).toHaveLength(1)
    expect(() => harness.assertNoErrors()).toThrow('ORDER_ALREADY_PLACED: the order was placed before')
    expect(() => harness.assertRejected('ORDER_NOT_FOUND')).toThrow(
      'expected a failure by ORDER_NOT_FOUND, found ORDER_',
    )
  })

  it('does not count what was given', async () => {
    const { harness } = setUp()
    await harness.given(order, { type: 'OrderPlaced', data: { lines: 1 } }, { type: 'OrderPaid', data: null })
    harness.assertEventsPublished()
    await harness.execute(place)
    harness.assertRejected('ORDER_ALREADY_PLACED')
    expect(harness.events).toEqual([])
  })

  it('does not call a success a refusal', async () => {
    const { harness } = setUp()
    await harness.execute(place)
    expect(() => harness.assertRejected('ORDER_ALREADY_PLACED')).toThrow('but the last call succeeded')
  })
})

describe('a query test harness', () => {
  const getOrder = { type: 'GetOrder', data: {} } as Query<QueryDefinition>

  it('asserts the answer', async () => {
    const harness = new QueryTestHarness({ queryBus: { execute: async () => ({ lines: 2 }) } as QueryBus })
    expect(() => harness.assertResult({ lines: 2 })).toThrow('no query was executed')
    await harness.execute(getOrder)
    harness.assertNoErrors()
    harness.assertResult({ lines: 2 })
    expect(() => harness.assertResult({ lines: 3 })).toThrow('expected another result')
  })

  it('asserts the failure', async () => {
    const execute = () => Promise.reject(new NotFoundError('order'))
    const harness = new QueryTestHarness({ queryBus: { execute } as QueryBus })
    await harness.execute(getOrder)
    harness.assertRejected('ERR_NOT_FOUND')
    expect(() => harness.assertResult({})).toThrow('expected no errors, found ERR_NOT_FOUND')
    expect(() => harness.assertNoErrors()).toThrow('there is no such order')
  })
})
