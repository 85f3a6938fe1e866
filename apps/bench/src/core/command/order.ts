import type { Decider } from '@uno-ts/cqrs-core'
import type { Event } from '@uno-ts/types'
import { sampleEvent, sampleEvents, type SampleEvent } from '../../event-store/append/sample-event.ts'

/** A line of an order, as in the other suites. */
export type LineAdded = Event<'OrderLineAdded', SampleEvent['data']>

/** What a command needs to know of an order. */
export interface Order {
  readonly lines: number
  readonly quantity: number
}

export const noOrder: Order = { lines: 0, quantity: 0 }

export function evolve(order: Order, { data }: { readonly data: SampleEvent['data'] }): Order {
  return { lines: order.lines + 1, quantity: order.quantity + Number(data['quantity']) }
}

/** The next line of an order that has not too much in it. */
export function nextLine(stream: string, order: Order): LineAdded {
  if (order.quantity > 1_000_000) throw new Error('too much for one order')
  return lineOf(sampleEvent(stream, order.lines + 1))
}

/** The first lines of an order. */
export function firstLines(stream: string, lines: number): readonly LineAdded[] {
  return sampleEvents(stream, { after: 0, upTo: lines }).map(lineOf)
}

/** The decider of the same; its command is the stream's name. */
export const orders: Decider<Order, string, LineAdded> = {
  category: 'order',
  initialState: () => noOrder,
  decide: (stream, order) => [nextLine(stream, order)],
  evolve,
}

function lineOf({ data }: SampleEvent): LineAdded {
  return { type: 'OrderLineAdded', data }
}
