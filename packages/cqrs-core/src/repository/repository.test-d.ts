import type { Event, EventStore } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { AggregateRoot } from './aggregate-root.ts'
import { aggregate } from './aggregate.ts'
import { decider, type Decider } from './decider.ts'
import { EventSourcedRepository, type TransactResult } from './event-sourced-repository.ts'

type Added = Event<'Added', { readonly amount: number }>
type Command = { readonly amount: number }

declare const eventStore: EventStore

// Types follow from the decider's functions.
const counter = decider({
  category: 'counter',
  initialState: (): number => 0,
  decide: ({ amount }: Command): readonly Added[] => [{ type: 'Added', data: { amount } }],
  evolve: (sum, { data }: Added) => sum + data.amount,
})
expectTypeOf(counter).toEqualTypeOf<Decider<number, Command, Added>>()

const counters = new EventSourcedRepository({ eventStore, decider: counter })
expectTypeOf(counters.load('a')).resolves.toEqualTypeOf<{
  readonly state: number
  readonly streamVersion: number
}>()
expectTypeOf((await counters.transact('a', { amount: 1 })).events).toEqualTypeOf<readonly Added[]>()
// @ts-expect-error a wrong command
void counters.transact('a', { count: 1 })

class Counter extends AggregateRoot<Added> {
  total = 0
  add(amount: number): void {
    this.apply({ type: 'Added', data: { amount } })
    // @ts-expect-error an event of another aggregate
    this.apply({ type: 'Removed', data: { amount } })
  }
  protected override evolve({ data }: Added): void {
    this.total += data.amount
  }
}

// What has no methods to change it cannot be saved.
// @ts-expect-error a state of a decider
void counters.save(1)

// The events of a class are inferred too, and its commands are functions of the instance.
const classes = new EventSourcedRepository({
  eventStore,
  decider: aggregate({ category: 'counter', create: () => new Counter() }),
})
const { state, events } = await classes.transact('a', (each) => each.add(1))
expectTypeOf(state).toEqualTypeOf<Counter>()
expectTypeOf(events).toEqualTypeOf<readonly Added[]>()

expectTypeOf(classes.get('a')).resolves.toEqualTypeOf<Counter | undefined>()
expectTypeOf(await classes.save(classes.create('a'))).toEqualTypeOf<TransactResult<Counter, Added>>()
