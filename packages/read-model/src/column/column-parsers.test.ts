import { describe, expect, it } from 'vitest'
import { columnParsers, instant } from './column-parsers.ts'

describe('an instant', () => {
  it.each([
    ['2026-11-22 23:25:22.123456+00', '2026-11-22T23:25:22.123Z'],
    ['2026-11-22 23:25:22.1+00', '2026-11-22T23:25:22.100Z'],
    ['2026-11-22 23:25:22.12+00', '2026-11-22T23:25:22.120Z'],
    ['2026-11-22 23:25:22+00', '2026-11-22T23:25:22.000Z'],
    ['2026-11-22 23:25:22.999999-03', '2026-11-23T02:25:22.999Z'],
    ['2026-11-23 04:55:22+05:30', '2026-11-22T23:25:22.000Z'],
    ['1800-01-01 00:53:28.5+00:53:28', '1800-01-01T00:00:00.500Z'],
    ['1799-12-31 19:03:58-04:56:02', '1800-01-01T00:00:00.000Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
    ['0099-12-31 23:59:59.999+00', '0099-12-31T23:59:59.999Z'],
  ])('is read from %j', (text, expected) => {
    expect(instant(text).toISOString()).toBe(expected)
  })
})

describe('a column', () => {
  it.each<[type: number, text: string, value: unknown]>([
    [16, 't', true],
    [16, 'f', false],
    [20, '9007199254740993', '9007199254740993'],
    [701, '0.30000000000000004', 0.1 + 0.2],
    [3802, '{"a":[1]}', { a: [1] }],
    [25, 'x', 'x'],
    [1009, '{}', []],
    [
      1009,
      String.raw`{"a,b","say \"hi\"","back\\slash",plain,"{}","","null"}`,
      ['a,b', 'say "hi"', String.raw`back\slash`, 'plain', '{}', '', 'null'],
    ],
  ])('of type %i is read from %j', (type, text, value) => {
    expect(columnParsers.getTypeParser(type)(text)).toEqual(value)
  })
})
