import { describe, expect, it } from 'vitest'
import { seen, tally } from '../../test/tally.ts'
import { defineProjection } from './define-projection.ts'
import type { AnyProjection } from './projection.ts'

/** Definitions as plain JavaScript may write them. */
const define = defineProjection as (definition: object) => AnyProjection
const handler = () => undefined

describe('a projection', () => {
  it('is a frozen value', () => {
    expect(Object.isFrozen(tally())).toBe(true)
    expect(Object.isFrozen(tally().on)).toBe(true)
    expect(Object.isFrozen(seen().eventTypes)).toBe(true)
  })

  it.each([
    ['version', { name: 'p', version: 0, on: { A: handler } }, 'a whole number from 1, found 0'],
    ['version', { name: 'p', version: 1.5, on: { A: handler } }, 'a whole number from 1, found 1.5'],
    ['on', { name: 'p', version: 1, on: {} }, 'an object with a handler for at least one event type'],
    ['on.A', { name: 'p', version: 1, on: { A: 1 } }, 'a function'],
    [
      'on',
      { name: 'p', version: 1, on: { A: handler }, handleBatch: handler },
      'absent when there is handleBatch',
    ],
    ['handleBatch', { name: 'p', version: 1 }, 'a function, unless there is on'],
    [
      'eventTypes',
      { name: 'p', version: 1, handleBatch: handler, eventTypes: [] },
      'a list of at least one event type',
    ],
  ])('is refused with its field: %s', (field, definition, expected) => {
    expect(() => define(definition)).toThrow(
      expect.objectContaining({
        code: 'ERR_CONFIGURATION',
        path: `p.${field}`,
        message: `projection "p": ${field} must be ${expected}`,
      }),
    )
  })

  it('has a name', () => {
    expect(() => define({ name: '', version: 1, on: { A: handler } })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }),
    )
  })
})
