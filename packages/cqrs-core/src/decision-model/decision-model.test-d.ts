import type { Event, EventStore } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { decisionModel, type DecisionModel } from './decision-model.ts'
import { DecisionModelRepository } from './decision-model-repository.ts'
import { defineDecisionProjection, type DecisionProjection } from './decision-projection.ts'

type Opened = Event<'Opened', { readonly seats: number }>
type Closed = Event<'Closed', { readonly reason: string }>

declare const eventStore: EventStore

const seats = defineDecisionProjection({
  types: ['Opened', 'Closed'],
  initialState: (): number => 0,
  evolve: (_seats, event: Opened | Closed) => (event.type === 'Opened' ? event.data.seats : 0),
})
expectTypeOf(seats).toEqualTypeOf<DecisionProjection<number, Opened | Closed>>()

const isOpen = defineDecisionProjection({
  types: ['Opened'],
  tags: ['shop:1'],
  initialState: (): boolean => false,
  evolve: (_open, _event: Opened) => true,
})

defineDecisionProjection({
  // @ts-expect-error a type that evolve does not know
  types: ['Opened', 'Removed'],
  initialState: (): number => 0,
  evolve: (sum, { data }: Opened) => sum + data.seats,
})

defineDecisionProjection({
  // @ts-expect-error a type that evolve names is left out: its events would never come
  types: ['Opened'],
  initialState: (): number => 0,
  evolve: (sum, event: Opened | Closed) => sum + event.type.length,
})

// A fold that looks at no event needs no event type.
defineDecisionProjection({ types: ['Opened'], initialState: (): number => 0, evolve: (count) => count + 1 })

// The state of a model follows from its parts.
const model = decisionModel({ seats, isOpen })
expectTypeOf(model).toEqualTypeOf<DecisionModel<{ readonly seats: number; readonly isOpen: boolean }>>()

const decisions = new DecisionModelRepository({ eventStore })
const { state, events } = await decisions.decide(model, ({ seats, isOpen }): Closed[] => {
  expectTypeOf(seats).toEqualTypeOf<number>()
  expectTypeOf(isOpen).toEqualTypeOf<boolean>()
  return isOpen ? [{ type: 'Closed', data: { reason: 'night' } }] : []
})
expectTypeOf(state).toEqualTypeOf<{ readonly seats: number; readonly isOpen: boolean }>()
expectTypeOf(events).toEqualTypeOf<readonly Closed[]>()

// @ts-expect-error a part that is not there
void decisions.decide(model, ({ chairs }) => chairs)

// Parts may be defined where they are used.
const inPlace = decisionModel({
  total: defineDecisionProjection({
    types: ['Opened'],
    initialState: (): bigint => 0n,
    evolve: (sum, { data }: Opened) => sum + BigInt(data.seats),
  }),
})
expectTypeOf(inPlace).toEqualTypeOf<DecisionModel<{ readonly total: bigint }>>()
