import type { Event as DomainEvent } from '@uno-ts/types'
import type { AggregateRoot } from './aggregate-root.ts'
import type { Decider } from './decider.ts'

/** How instances of an aggregate class are made and stored. */
export interface AggregateOptions<Root> {
  /** Names the streams: `account` keeps account 7 in `account-7`. A word without `-`. */
  readonly category: string
  /** Makes an instance without history. */
  readonly create: () => Root
}

/**
 * Makes a decider of an aggregate class: its commands are functions that call the instance's methods. The state is the
 * instance itself, fresh for each load.
 *
 * @example
 * ```ts
 * import { aggregate, AggregateRoot, EventSourcedRepository } from '@uno-ts/cqrs-core'
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import type { Event } from '@uno-ts/types'
 *
 * type Counted = Event<'Counted', { readonly by: number }>
 *
 * class Counter extends AggregateRoot<Counted> {
 *   total = 0
 *   count(by: number): void {
 *     this.apply({ type: 'Counted', data: { by } })
 *   }
 *   protected override evolve({ data }: Counted): void {
 *     this.total += data.by
 *   }
 * }
 *
 * const counters = new EventSourcedRepository({
 *   eventStore: new InMemoryEventStore(),
 *   decider: aggregate({ category: 'counter', create: () => new Counter() }),
 * })
 * const { state } = await counters.transact('visits', (counter) => counter.count(2))
 * ```
 */
export function aggregate<Root extends AggregateRoot<Event>, Event extends DomainEvent = EventOf<Root>>({
  category,
  create,
}: AggregateOptions<Root>): Decider<Root, (root: Root) => void, Event> {
  return Object.freeze({
    category,
    initialState: create,
    decide(command: (root: Root) => void, root: Root): readonly Event[] {
      command(root)
      return root.uncommittedEvents
    },
    evolve(root: Root, event: Event): Root {
      root.replay(event)
      return root
    },
  })
}

/** The events of an aggregate class. */
type EventOf<Root> = Root extends AggregateRoot<infer Event> ? Event : never
