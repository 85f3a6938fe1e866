import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { categoryOf, parseStreamId, streamId } from './stream-id.ts'

describe('the name of a stream', () => {
  it('is its category and the id within it', () => {
    expect(streamId('order', '536365')).toBe('order-536365')
    expect(categoryOf(streamId('order', '536365'))).toBe('order')
  })

  it('may hold dashes, dots and any script in its id', () => {
    const stream = streamId('order', '2026-01-07.größe/🛒 -')
    expect(parseStreamId(stream)).toBe(stream)
    expect(categoryOf(stream)).toBe('order')
  })

  it.each([
    ['', '1'],
    ['order', ''],
    ['a-b', '1'],
    ['order', 'a\0b'],
    ['or\0der', '1'],
    ['order', 'x'.repeat(507)],
  ])('is refused for %j and %j', (category, id) => {
    expect(() => streamId(category, id)).toThrow(InvalidArgumentError)
  })

  it.each(['', 'order', 'order-', '-1', '-'])('is refused when it is %j', (name) => {
    expect(() => parseStreamId(name)).toThrow(InvalidArgumentError)
  })

  it('has at most 512 characters', () => {
    expect(streamId('order', 'x'.repeat(506))).toHaveLength(512)
  })

  it('does not print a long name whole', () => {
    expect(() => parseStreamId('x'.repeat(10_000))).toThrow(/^.{1,140}$/)
  })

  it('gives back the category it was made from', () => {
    const word = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !/[-\0]/.test(text))
    const id = fc
      .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
      .filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(word, id, (category, id) => {
        const stream = streamId(category, id)
        expect(categoryOf(parseStreamId(stream))).toBe(category)
      }),
    )
  })
})
