import { RuleViolation, type Event } from '@uno-ts/types'
import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import { specification } from './specification.ts'

type OrderEvent =
  | Event<'OrderPlaced', { readonly lines: number }>
  | Event<'OrderCancelled', { readonly reason: string }>

type OrderCommand =
  | { readonly type: 'PlaceOrder'; readonly lines: number }
  | { readonly type: 'CancelOrder'; readonly reason: string }

interface Order {
  readonly status: 'absent' | 'placed' | 'cancelled'
}

const order = {
  category: 'order',
  initialState: (): Order => ({ status: 'absent' }),
  decide(command: OrderCommand, state: Order): readonly OrderEvent[] {
    switch (command.type) {
      case 'PlaceOrder':
        if (state.status !== 'absent') {
          throw new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before', {
            details: { by: 'you' },
          })
        }
        return [{ type: 'OrderPlaced', data: { lines: command.lines }, tags: ['order'] }]
      case 'CancelOrder':
        if (state.status === 'absent') throw new RangeError('nobody thought of that')
        return state.status === 'cancelled'
          ? []
          : [{ type: 'OrderCancelled', data: { reason: command.reason } }]
    }
  },
  evolve: (_state: Order, event: OrderEvent): Order => ({
    status: event.type === 'OrderPlaced' ? 'placed' : 'cancelled',
  }),
}

const given = specification(order)
const placed: OrderEvent = { type: 'OrderPlaced', data: { lines: 2 } }
const cancelled: OrderEvent = { type: 'OrderCancelled', data: { reason: 'late' } }
const place: OrderCommand = { type: 'PlaceOrder', lines: 2 }
const cancel: OrderCommand = { type: 'CancelOrder', reason: 'late' }

describe('a specification that holds', () => {
  it('expects events', () => {
    expect(() => given().when(place).then(placed)).not.toThrow()
    expect(() => given(placed).when(cancel).then(cancelled)).not.toThrow()
  })

  it('expects nothing', () => {
    expect(() => given(placed, cancelled).when(cancel).thenNothing()).not.toThrow()
  })

  it('expects a refusal by its rule, and by its details', () => {
    expect(() => given(placed).when(place).thenRejects('ORDER_ALREADY_PLACED')).not.toThrow()
    expect(() => given(placed).when(place).thenRejects('ORDER_ALREADY_PLACED', { by: 'you' })).not.toThrow()
  })

  it('expects the state behind the new events', () => {
    expect(() => given(placed).when(cancel).thenState({ status: 'cancelled' })).not.toThrow()
  })

  it('compares of an event what is expected of it', () => {
    expect(() =>
      given()
        .when(place)
        .then({ ...placed, tags: ['order'] }),
    ).not.toThrow()
    expect(() =>
      given()
        .when(place)
        .then({ ...placed, tags: ['other'] }),
    ).toThrow(AssertionError)
  })
})

describe('a specification that does not hold', () => {
  it('says what was decided and what was expected', () => {
    const failure = failureOf(() =>
      given()
        .when(place)
        .then({ type: 'OrderPlaced', data: { lines: 3 } }),
    )
    expect(failure.actual).toEqual([{ type: 'OrderPlaced', data: { lines: 2 } }])
    expect(failure.expected).toEqual([{ type: 'OrderPlaced', data: { lines: 3 } }])
    expect(failure.message).toMatch(/expected other events[^]*- {7}lines: 3\n\+ {7}lines: 2/)
  })

  it('notices events that are missing or too many', () => {
    expect(() => given(placed).when(cancel).then(cancelled, cancelled)).toThrow(
      'expected OrderCancelled, OrderCancelled, found OrderCancelled\n',
    )
    expect(() => given(placed).when(cancel).thenNothing()).toThrow('expected no events, found OrderCancelled')
    expect(() => given(placed, cancelled).when(cancel).then(cancelled)).toThrow(
      'expected OrderCancelled, found no events',
    )
  })

  it('says by which rule a command was refused that should not have been', () => {
    const expectsEvents = () => given(placed).when(place).then(placed)
    expect(expectsEvents).toThrow(
      'expected OrderPlaced, but the command was refused by ORDER_ALREADY_PLACED: the order was placed before',
    )
    expect(() => given(placed).when(place).thenState({ status: 'placed' })).toThrow(
      'refused by ORDER_ALREADY_PLACED',
    )
  })

  it('says what was decided instead of a refusal', () => {
    expect(() => given().when(place).thenRejects('ORDER_ALREADY_PLACED')).toThrow(
      'expected a refusal by ORDER_ALREADY_PLACED, found OrderPlaced',
    )
  })

  it('notices a refusal by another rule or with other details', () => {
    expect(() => given(placed).when(place).thenRejects('ORDER_NOT_FOUND')).toThrow(AssertionError)
    expect(() => given(placed).when(place).thenRejects('ORDER_ALREADY_PLACED', { by: 'me' })).toThrow(
      AssertionError,
    )
  })

  it('notices another state', () => {
    expect(() => given(placed).when(cancel).thenState({ status: 'placed' })).toThrow(AssertionError)
  })

  it('throws on what is no refusal', () => {
    expect(() => given().when(cancel)).toThrow(RangeError)
  })

  it('notices a decider that is not pure', () => {
    let ids = 0
    const impure = { ...order, decide: (): OrderEvent[] => [{ type: 'OrderPlaced', data: { lines: ++ids } }] }
    expect(() => specification(impure)().when(place)).toThrow('expected the same decision twice')
  })

  it('fails when it is awaited without an expectation', async () => {
    await expect(async () => await (given().when(place) as unknown as Promise<void>)).rejects.toThrow(
      'the specification has no expectation',
    )
  })
})

function failureOf(run: () => void): AssertionError {
  try {
    run()
  } catch (error) {
    if (error instanceof AssertionError) return error
    throw error
  }
  throw new Error('it did not fail')
}
