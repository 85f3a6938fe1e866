import { describe, expect, it } from 'vitest'
import type { ExpectedVersion } from '../event-store/append.ts'
import { streamId } from '../identity/stream-id.ts'
import { followAppend } from './follow-append.ts'

const order = streamId('order', '7')
const placed = { type: 'OrderPlaced', data: {} }
const paid = { type: 'OrderPaid', data: {} }
const follow = (before: ExpectedVersion, planned: number, expectedVersion: ExpectedVersion) =>
  followAppend(
    order,
    { expectedVersion: before, events: Array.from({ length: planned }, () => placed) },
    { expectedVersion, events: [paid] },
  )

describe('an append that follows another one in its unit of work', () => {
  it('is the first when nothing was planned', () => {
    const first = { expectedVersion: 'stream-exists', events: [placed] } as const
    expect(followAppend(order, undefined, first)).toEqual(first)
  })

  it('comes after it, from the version the stream had before both', () => {
    expect(follow('no-stream', 1, 1)).toEqual({ expectedVersion: 'no-stream', events: [placed, paid] })
  })

  it.each<[ExpectedVersion, number, ExpectedVersion, ExpectedVersion]>([
    ['no-stream', 2, 2, 'no-stream'],
    ['no-stream', 1, 'stream-exists', 'no-stream'],
    ['no-stream', 0, 'no-stream', 'no-stream'],
    [3, 2, 5, 3],
    [3, 2, 'any', 3],
    [3, 0, 'stream-exists', 3],
    ['any', 2, 'any', 'any'],
    ['any', 2, 5, 3], // now the version before is known
    ['any', 0, 'stream-exists', 'stream-exists'],
    ['stream-exists', 1, 4, 3],
    ['stream-exists', 1, 'stream-exists', 'stream-exists'],
  ])('fits: %s, %i planned, then %s makes %s', (before, planned, expected, both) => {
    expect(follow(before, planned, expected).expectedVersion).toBe(both)
  })

  it.each<[ExpectedVersion, number, ExpectedVersion]>([
    ['no-stream', 1, 'no-stream'],
    ['no-stream', 1, 0],
    ['any', 1, 'no-stream'],
    ['any', 3, 2],
    [3, 1, 3],
    [3, 1, 5],
    [0, 0, 'stream-exists'],
    ['stream-exists', 1, 1],
  ])('conflicts: %s, %i planned, then %s', (before, planned, expected) => {
    expect(() => follow(before, planned, expected)).toThrow('expected')
  })

  it('tells where the stream would be', () => {
    expect(() => follow('no-stream', 1, 'no-stream')).toThrow(
      'stream "order-7" is at version 1, expected no-stream',
    )
  })
})
