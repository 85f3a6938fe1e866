import { describe, expect, it } from 'vitest'
import { preferencesOf } from './preferences.ts'

describe('what a caller prefers', () => {
  it.each([
    ['wait=10', { waitMs: 10_000 }],
    ['wait=10, handling=lenient', { waitMs: 10_000, handling: 'lenient' }],
    ['Handling=strict,WAIT="2"', { waitMs: 2_000, handling: 'strict' }],
    ['respond-async, wait=3; foo=bar', { waitMs: 3_000 }],
    ['wait=1, wait=9', { waitMs: 1_000 }],
    ['wait=-1', {}],
    ['wait=1.5', {}],
    ['wait=99999999999', {}],
    ['wait', {}],
    ['handling=easy', {}],
    ['foo; wait=3', {}],
    ['', {}],
  ])('is read from "%s"', (header, expected) => {
    expect(preferencesOf(header)).toEqual(expected)
  })

  it('is nothing without the header', () => {
    expect(preferencesOf(undefined)).toEqual({})
  })

  it('is read in no time from a header as long as Node allows', () => {
    const long = 'wait="'.repeat(2_600)
    expect(preferencesOf(long)).toEqual({})
  })
})
