import type { Event, RecordedEvent } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { cancel, fulfilment } from '../../test/fulfilment.ts'
import { defineProcessManager } from './define-process-manager.ts'
import { processEventDefinitions } from './process-event.ts'

type Returned = Event<'GoodsReturned', null>

const parts = {
  name: 'returns',
  on: { GoodsReturned: (_event: RecordedEvent<Returned>) => '7' },
  initialState: () => null,
  evolve: () => null,
  react: () => undefined,
}

describe('the events in the streams of processes', () => {
  it('have schemas, for stores that know their types', async () => {
    const types = processEventDefinitions.map(({ type }) => type)
    expect(new Set(types).size).toBe(types.length)
    expect(types.every((type) => type.startsWith('Process'))).toBe(true)
    for (const { schemas } of processEventDefinitions) {
      expect(await schemas[0]['~standard'].validate({ any: 'object' })).toEqual({ value: { any: 'object' } })
      expect(await schemas[0]['~standard'].validate('text')).toHaveProperty('issues')
    }
  })
})

describe('the definition of a process manager', () => {
  it('cannot be changed, and knows its events', () => {
    expect(Object.isFrozen(fulfilment)).toBe(true)
    expect(fulfilment.eventTypes).toEqual(['OrderPlaced', 'OrderPaid', 'OrderShipped', 'OrderBroke'])
    expect(fulfilment.startedBy).toEqual(['OrderPlaced'])
    expect(defineProcessManager(parts).startedBy).toEqual(['GoodsReturned'])
  })

  it('passes events by that it does not follow, also those with the name of a method', () => {
    const returns = defineProcessManager(parts)
    const event = { type: 'toString' } as Parameters<typeof returns.correlate>[0]
    expect(returns.correlate(event)).toBeUndefined()
    expect(returns.correlate({ ...event, type: 'GoodsReturned' })).toBe('7')
  })

  it.each(['', 'order-fulfilment', 'a\0b', 'x'.repeat(129)])('is refused with the name %j', (name) => {
    expect(() => defineProcessManager({ ...parts, name })).toThrow(
      'a name of 1 to 128 characters without "-"',
    )
  })

  it('is refused with two commands of one type, and with an event of its own types', () => {
    expect(() => defineProcessManager({ ...parts, commands: [cancel, cancel] })).toThrow(
      'of the type "Cancel"',
    )
    const on = { DeadlinePassed: (_event: RecordedEvent<Event<'DeadlinePassed'>>) => '7' }
    expect(() => defineProcessManager({ ...parts, on })).toThrow('DeadlinePassed')
  })
})
