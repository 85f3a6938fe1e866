import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { checkEvent } from './check-event.ts'

const labels = { type: 'OrderPlaced', schemaVersion: 1 }

describe('what an event is found by', () => {
  it('may be any text of 1 to 256 characters', () => {
    for (const text of ['1', 'größe 🛒', ' ', 'x'.repeat(256)]) {
      expect(() => checkEvent({ ...labels, type: text, tags: [text] })).not.toThrow()
    }
  })

  it.each(['', 'x'.repeat(257), 'a\0b'])('is refused when it is empty, too long or holds NUL', (text) => {
    expect(() => checkEvent({ ...labels, type: text })).toThrow(InvalidArgumentError)
    expect(() => checkEvent({ ...labels, tags: ['order:1', text] })).toThrow(InvalidArgumentError)
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31])('is refused at schema version %s', (schemaVersion) => {
    expect(() => checkEvent({ ...labels, schemaVersion })).toThrow(InvalidArgumentError)
  })
})
