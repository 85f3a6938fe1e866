import { describe, expect, it } from 'vitest'
import { readCommandLine } from './read-command-line.ts'

const read = (...given: readonly string[]) => readCommandLine(given, '/where/it/was/typed')

describe('the command line', () => {
  it('names a suite; the rest has defaults', () => {
    expect(read('event-store')).toEqual({
      suite: 'event-store',
      rounds: undefined,
      events: undefined,
      only: undefined,
      full: false,
      json: undefined,
      strict: false,
    })
  })

  it('takes every option', () => {
    const given = [
      '--native',
      '--strict',
      '--full',
      '--rounds',
      '3',
      '--events',
      '300000',
      '--only=append-1, append-20',
      'event-store',
    ]
    expect(read(...given)).toMatchObject({
      rounds: 3,
      events: 300_000,
      only: ['append-1', 'append-20'],
      full: true,
      strict: true,
    })
  })

  it('writes JSON to a file below the folder where it was typed, unless the path is absolute', () => {
    expect(read('core', '--json', 'out/a.json').json).toBe('/where/it/was/typed/out/a.json')
    expect(read('core', '--json', '/tmp/a.json').json).toBe('/tmp/a.json')
  })

  it.each([
    [[], 'expected a suite, found none'],
    [['core', 'http'], 'expected one suite, found "core" and "http"'],
    [['core', '--round', '3'], "Unknown option '--round'"],
    [['core', '--rounds'], "Option '--rounds <value>' argument missing"],
    [['core', '--rounds', '0'], 'expected a number from 1 to 10000 after --rounds, found "0"'],
    [['core', '--rounds', '2.5'], 'expected a number from 1 to 10000 after --rounds, found "2.5"'],
    [['core', '--events', '10'], 'expected thousands of events from 10000 to 100000000 after --events'],
    [['core', '--events', '12345'], 'expected thousands of events'],
    [['core', '--only', 'a,,b'], 'expected ids of paths with commas between them after --only, found "a,,b"'],
  ])('refuses %j in a sentence', (given, sentence) => {
    expect(() => read(...given)).toThrow(sentence)
  })
})
