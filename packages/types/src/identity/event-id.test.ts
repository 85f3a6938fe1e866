import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { eventId } from './event-id.ts'

const id = '0198c3f0-7e1a-7abc-8def-0123456789ab'

describe('the id of an event', () => {
  it('is the same in capitals', () => {
    expect(eventId(id)).toBe(id)
    expect(eventId(id.toUpperCase())).toBe(id)
  })

  it.each(['', 'x', id.replaceAll('-', ''), `${id}0`, `{${id}}`, ` ${id}`])(
    'is refused when it is %j',
    (text) => {
      expect(() => eventId(text)).toThrow(InvalidArgumentError)
    },
  )
})
