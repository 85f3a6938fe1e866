import type { Event } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { specification } from './specification.ts'

type CounterEvent = Event<'Counted', { readonly by: number }> | Event<'Cleared', null>

const given = specification({
  category: 'counter',
  initialState: () => 0,
  decide: (command: { readonly by: number }): readonly CounterEvent[] => [{ type: 'Counted', data: command }],
  evolve: (count: number, event: CounterEvent): number =>
    event.type === 'Counted' ? count + event.data.by : 0,
})
const decision = given({ type: 'Cleared', data: null }).when({ by: 1 })

expectTypeOf<Parameters<typeof given>[number]>().toEqualTypeOf<CounterEvent>()
expectTypeOf<Parameters<typeof decision.thenState>>().toEqualTypeOf<[expected: number]>()
decision.then({ type: 'Counted', data: { by: 1 } })

// @ts-expect-error a command of another shape
given().when({ by: 'one' })
// @ts-expect-error an event the decider does not know
given({ type: 'Counter', data: null })
// @ts-expect-error an event with other data
decision.then({ type: 'Cleared', data: 1 })
