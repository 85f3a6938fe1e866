import { describe, expect, it } from 'vitest'
import { jsonWriter } from './json.ts'

describe('the writer of answers', () => {
  it('writes bigints as decimal strings and dates as ISO 8601, however deep', () => {
    const value = { rows: [{ position: 2n ** 63n - 1n, at: new Date(0) }], none: undefined }
    expect(jsonWriter()(value)).toBe(
      '{"rows":[{"position":"9223372036854775807","at":"1970-01-01T00:00:00.000Z"}]}',
    )
  })

  it('writes the same with and without bigints before', () => {
    const write = jsonWriter()
    expect([write({ a: 1 }), write({ a: 1n }), write({ a: 1 })]).toEqual(['{"a":1}', '{"a":"1"}', '{"a":1}'])
  })

  it('does not hide what cannot be written', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(() => jsonWriter()(circle)).toThrow(TypeError)
  })
})
