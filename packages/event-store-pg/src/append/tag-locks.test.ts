import { defaultTenant, type AppendCondition, type Event, type EventQuery } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { consistencyMarker } from '../read/consistency-marker.ts'
import { queryLocks, tagLocks } from './tag-locks.ts'

const happened: Event = { type: 'Happened', data: {} }
const tagged: Event = { ...happened, tags: ['course:1', 'student:2'] }

const unless = (query: EventQuery): AppendCondition => ({
  failIfEventsMatch: query,
  after: consistencyMarker(0n as never),
})

const locksOf = (events: readonly Event[], ...conditions: readonly AppendCondition[]) =>
  tagLocks(defaultTenant, events, conditions)

/** Whether one waits for the other: a key that either takes exclusively. */
function clash(one: readonly number[], other: readonly number[]): boolean {
  return one.some((key) => other.some((its) => Math.abs(its) === Math.abs(key) && (its < 0 || key < 0)))
}

describe('the locks of an append', () => {
  it('are the same in every release: processes of two releases keep out of each other’s way', () => {
    expect(tagLocks(defaultTenant, [happened], undefined)).toEqual([1, 1243])
    expect(locksOf([tagged])).toEqual([1, 307, 1243, 1536, 1586, 3151])
  })

  it('are taken in one order, each once', () => {
    const locks = locksOf(
      [tagged, happened, { ...tagged, type: 'Other' }],
      unless({ items: [{ types: ['A', 'B'] }] }),
    )
    expect(locks).toEqual(locks.toSorted((a, b) => Math.abs(a) - Math.abs(b)))
    expect(new Set(locks.map(Math.abs)).size).toBe(locks.length)
  })

  it('are shared by events, and by everybody with nothing to write', () => {
    expect(locksOf([tagged, happened]).every((key) => key > 0)).toBe(true)
    expect(locksOf([])).toEqual([1])
  })

  it('are those of another tenant for the same event', () => {
    expect(tagLocks('another', [happened], [])).not.toEqual(locksOf([happened]))
  })

  it.each<[string, EventQuery['items'][number]]>([
    ['its type', { types: ['Happened'] }],
    ['one of several types', { types: ['Other', 'Happened'] }],
    ['a tag', { tags: ['student:2'] }],
    ['both tags', { tags: ['course:1', 'student:2'] }],
    ['a tag and no types', { types: [], tags: ['course:1'] }],
    ['its type and a tag', { types: ['Happened'], tags: ['student:2'] }],
  ])('clash with a condition on %s of an event', (_, item) => {
    const condition = unless({ items: [{ types: ['Elsewhere'] }, item] })
    expect(clash(locksOf([tagged]), locksOf([], condition))).toBe(true)
    expect(clash(locksOf([happened, tagged]), locksOf([{ type: 'New', data: {} }], condition))).toBe(true)
    expect(clash(locksOf([tagged]), queryLocks(defaultTenant, condition.failIfEventsMatch))).toBe(true)
  })

  it('leave a condition on other types and tags alone', () => {
    const items = [{ types: ['Other'] }, { tags: ['course:3'] }, { types: ['Happened'], tags: ['course:3'] }]
    expect(clash(locksOf([tagged]), locksOf([], unless({ items })))).toBe(false)
  })

  it('of a condition are exclusive also where an event of its own shares them', () => {
    const condition = unless({ items: [{ types: ['Happened'] }] })
    expect(locksOf([happened], condition)).toEqual([1, -1243])
    expect(locksOf([tagged], condition)).toContain(-1243)
  })

  it('are one that stands for all, where they would be more than 256', () => {
    const events = (count: number) =>
      Array.from({ length: count }, (_, nr) => ({ ...happened, type: `T${nr}` }))
    expect(locksOf(events(2_000))).toEqual([-1])
    const keys = new Set(events(2_000).map((event) => locksOf([event])[1]))
    expect(keys.size).toBeGreaterThan(1_000) // types are spread over the buckets
    const some = [...Array(4_000).keys()].map((nr) => ({ ...happened, type: `T${nr}` }))
    const distinct = [...new Map(some.map((event) => [locksOf([event])[1], event])).values()]
    expect(locksOf(distinct.slice(0, 256))).toHaveLength(257)
    expect(locksOf(distinct.slice(0, 257))).toEqual([-1])
  })
})
