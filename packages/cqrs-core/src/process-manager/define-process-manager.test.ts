import { defineProcessManager } from './define-process-manager.ts'
import { describe, expect, it } from 'vitest'
import { cancel, fulfilment } from '../../test/fulfilment.ts'

const parts = {
  name: 'returns',
  on: { GoodsReturned: () => '7' },
  initialState: () => null,
  evolve: () => null,
  react: () => undefined,
}

describe('the definition of a process manager', () => {
  it('cannot be changed, and knows its events', () => {
    expect(Object.isFrozen(fulfilment)).toBe(true)
    expect(fulfilment.eventTypes).toEqual(['OrderPlaced', 'OrderPaid', 'OrderShipped', 'OrderBroke'])
    expect(fulfilment.startedBy).toEqual(['OrderPlaced'])
    expect(defineProcessManager(parts).startedBy).toEqual(['GoodsReturned'])
  })

  it('passes events by that it does not follow, also those with the name of a method', () => {
    const { correlate } = defineProcessManager(parts)
    const event = { type: 'toString' } as Parameters<typeof correlate>[0]
    expect(correlate(event)).toBeUndefined()
    expect(correlate({ ...event, type: 'GoodsReturned' })).toBe('7')
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
    expect(() => defineProcessManager({ ...parts, on: { DeadlinePassed: () => '7' } })).toThrow(
      'DeadlinePassed',
    )
  })
})
