import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agtypeText, type CypherValue } from './agtype-text.ts'
import { readAgtype } from './read-agtype.ts'

describe('what AGE answers', () => {
  it.each<[string, unknown]>([
    ['1', 1],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['1.0', 1],
    ['-1.5e-09', -1.5e-9],
    ['NaN', Number.NaN],
    ['-Infinity', -Infinity],
    ['123456789012345678901234567890.5::numeric', '123456789012345678901234567890.5'],
    ['"a\\"b\\u00e9\n"', 'a"bé\n'],
    ['[1, [], {}, null, true]', [1, [], {}, null, true]],
    ['"1::vertex"', '1::vertex'],
  ])('is read: %s', (text, value) => expect(readAgtype(text)).toEqual(value))

  it('has vertices, edges and paths', () => {
    const a = '{"id": 844424930131969, "label": "P", "properties": {"key": "a"}}::vertex'
    const e = '{"id": 9223372036854775807, "label": "W", "end_id": 2, "start_id": 1, "properties": {}}::edge'
    expect(readAgtype(`[${a}, ${e}, ${a}]::path`)).toEqual({
      kind: 'path',
      nodes: Array.from({ length: 2 }, () => ({
        kind: 'vertex',
        id: 844424930131969n,
        label: 'P',
        properties: { key: 'a' },
      })),
      edges: [{ kind: 'edge', id: 2n ** 63n - 1n, label: 'W', startId: 1n, endId: 2n, properties: {} }],
    })
  })

  it('makes nothing of the names that objects have', () => {
    const value = readAgtype('{"__proto__": {"x": 1}, "constructor": 2}')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  it.each(['', '[', '{"a"}', '1 2', 'nul', '"a', '{}::vertex', '1::other', '['.repeat(1_000)])(
    'is refused when it is none: %s',
    (text) =>
      expect(() => readAgtype(text)).toThrow(
        expect.objectContaining({ code: 'ERR_DATABASE', retryable: false }),
      ),
  )

  it('is what was sent', () => {
    const { value } = fc.letrec<{ value: CypherValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((n) => !Number.isSafeInteger(Number(n))),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')) as fc.Arbitrary<CypherValue>,
      ),
    }))
    fc.assert(
      fc.property(value, (sent) => {
        expect(readAgtype(agtypeText(sent))).toEqual(plain(sent))
      }),
      { numRuns: 300 },
    )
  })
})

/** Whole numbers too large to be safe come back as bigints; objects lose what their prototype was. */
function plain(value: CypherValue | undefined): unknown {
  if (typeof value === 'number') {
    const exact = Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63
    return exact && /^-?\d+$/.test(JSON.stringify(value))
      ? BigInt(JSON.stringify(value))
      : value === 0
        ? 0
        : value
  }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}
