import { globalPosition, type RecordedEvent } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import type { LogPage } from '../log/log-page.ts'
import { selectBatch, type Selection } from './select-batch.ts'

const event = (type: string, position: number) =>
  ({ type, globalPosition: globalPosition(position) }) as RecordedEvent // all that is looked at

const page: LogPage = {
  after: globalPosition(0),
  position: globalPosition(9),
  events: [event('A', 1), event('B', 2), event('A', 3), event('B', 4), event('A', 7), event('B', 8)],
  atHead: true,
}

const all = { sliceOf: () => 0, needs: () => true }

const selected = (types: readonly string[], limit: number, options: Partial<Selection> = {}) => {
  const { events, position } = selectBatch(page, { eventTypes: new Set(types), limit, ...all, ...options })
  return { events: events.map(({ globalPosition: at }) => Number(at)), to: Number(position) }
}

describe('a batch', () => {
  it('holds the events of its types and ends where the page does', () => {
    expect(selected(['A'], 10)).toEqual({ events: [1, 3, 7], to: 9 })
    expect(selected(['A'], 3)).toEqual({ events: [1, 3, 7], to: 9 })
    expect(selected(['C'], 10)).toEqual({ events: [], to: 9 })
  })

  it('ends behind its last event when the page holds more of them', () => {
    expect(selected(['A'], 2)).toEqual({ events: [1, 3], to: 3 })
  })

  it('never ends between events of one position', () => {
    const events = [event('A', 1), event('A', 2), event('B', 2), event('A', 2), event('A', 3)]
    const { events: taken, position } = selectBatch(
      { ...page, events },
      { eventTypes: new Set(['A']), limit: 2, ...all },
    )
    expect(taken.map(({ globalPosition: at }) => Number(at))).toEqual([1, 2, 2])
    expect(position).toBe(2n)
  })

  it('leaves out what its slices have handled, and what belongs to others', () => {
    const sliceOf = ({ globalPosition: at }: RecordedEvent) => Number(at) % 2
    const needs = (slice: number, at: bigint) => slice === 1 && at > 1n
    expect(selected(['A', 'B'], 10, { sliceOf, needs })).toEqual({ events: [3, 7], to: 9 })
  })
})
