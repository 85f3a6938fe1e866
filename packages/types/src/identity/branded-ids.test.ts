import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { projectionId, queryId, readModelId } from './branded-ids.ts'

describe.each([
  ['the id of a read model', readModelId],
  ['the name of a projection', projectionId],
  ['the name of a query', queryId],
])('%s', (what, take) => {
  it('is any text of 1 to 512 characters', () => {
    for (const text of ['1', 'größe 🛒', ' ', 'x'.repeat(512)]) expect(take(text)).toBe(text)
  })

  it.each(['', 'x'.repeat(513), 'a\0b'])('is refused when it is empty, too long or holds NUL', (text) => {
    expect(() => take(text)).toThrow(InvalidArgumentError)
    expect(() => take(text)).toThrow(what)
  })
})
