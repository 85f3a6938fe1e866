import { describe, expect, it } from 'vitest'
import { columnParsers, textArray, timestamp } from './column-parsers.ts'

describe('the time of an event', () => {
  it.each([
    ['2026-11-22 23:25:22.123456+00', '2026-11-22T23:25:22.123Z'],
    ['2026-11-22 23:25:22.1+00', '2026-11-22T23:25:22.100Z'],
    ['2026-11-22 23:25:22+00', '2026-11-22T23:25:22.000Z'],
    ['2026-11-22 23:25:22.999999-03', '2026-11-23T02:25:22.999Z'],
    ['2026-11-23 04:55:22+05:30', '2026-11-22T23:25:22.000Z'],
    ['1800-01-01 00:53:28.5+00:53:28', '1800-01-01T00:00:00.500Z'],
    ['1799-12-31 19:03:58-04:56:02', '1800-01-01T00:00:00.000Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
  ])('is read from %j', (text, expected) => {
    expect(timestamp(text).toISOString()).toBe(expected)
  })
})

describe('the tags of an event', () => {
  it.each([
    ['{}', []],
    ['{course:1}', ['course:1']],
    ['{course:1,student:2}', ['course:1', 'student:2']],
    [
      String.raw`{"a,b","say \"hi\"","back\\slash",plain,"{}","","null"}`,
      ['a,b', 'say "hi"', 'back\\slash', 'plain', '{}', '', 'null'],
    ],
    ['{"two\nlines"}', ['two\nlines']],
  ])('are read from %j', (text, expected) => {
    expect(textArray(text)).toEqual(expected)
  })
})

describe('a column of an event', () => {
  it('is parsed by its type', () => {
    const parse = (type: number, text: string): unknown => columnParsers.getTypeParser(type)(text)
    expect([parse(20, '9007199254740993'), parse(23, '7'), parse(114, '{"a":[1]}'), parse(25, 'x')]).toEqual([
      '9007199254740993',
      7,
      { a: [1] },
      'x',
    ])
  })
})
