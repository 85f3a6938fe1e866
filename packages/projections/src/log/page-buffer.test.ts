import { globalPosition, type GlobalPosition, type RecordedEvent } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import type { LogPage } from './log-page.ts'
import { PageBuffer } from './page-buffer.ts'

const event = (position: number) => ({ globalPosition: globalPosition(position) }) as RecordedEvent // all a buffer reads

/** A page over a range, with an event at every even position. */
function page(after: number, position: number, atHead = false): LogPage {
  const events: RecordedEvent[] = []
  for (let at = after + 1; at <= position; at += 1) if (at % 2 === 0) events.push(event(at))
  return { after: globalPosition(after), position: globalPosition(position), events, atHead }
}

const taken = (found: LogPage | undefined) =>
  found && { to: Number(found.position), events: found.events.map(({ globalPosition: at }) => Number(at)) }

const at = (position: number): GlobalPosition => globalPosition(position)

function buffer(options: { readonly maxEvents?: number; readonly joinedEvents?: number } = {}): PageBuffer {
  return new PageBuffer({ maxEvents: 100, maxPages: 10, joinedEvents: 0, ...options })
}

describe('a buffer of pages', () => {
  it('gives what follows a position, from the middle of a page too', () => {
    const pages = buffer()
    pages.add(page(0, 10))
    expect(taken(pages.take(at(0), 9))).toEqual({ to: 10, events: [2, 4, 6, 8, 10] })
    expect(taken(pages.take(at(5), 9))).toEqual({ to: 10, events: [6, 8, 10] })
    expect(taken(pages.take(at(6), 9))).toEqual({ to: 10, events: [8, 10] })
    expect(pages.take(at(10), 9)).toBeUndefined()
  })

  it('stands behind the last event given when there are more', () => {
    const pages = buffer()
    pages.add(page(0, 10, true))
    const found = pages.take(at(0), 3)
    expect(taken(found)).toEqual({ to: 6, events: [2, 4, 6] })
    expect(found?.atHead).toBe(false)
  })

  it('keeps events of one position together, beyond the limit', () => {
    const pages = buffer()
    const events = [2, 4, 4, 4, 6].map(event)
    pages.add({ after: at(0), position: at(10), events, atHead: true })
    expect(taken(pages.take(at(0), 2))).toEqual({ to: 4, events: [2, 4, 4, 4] })
    expect(taken(pages.take(at(4), 2))).toEqual({ to: 10, events: [6] })
    expect(taken(pages.take(at(0), 4))).toEqual({ to: 4, events: [2, 4, 4, 4] })
  })

  it('goes over the border between pages that adjoin, and stops at a hole', () => {
    const pages = buffer()
    pages.add(page(4, 8))
    pages.add(page(0, 4))
    pages.add(page(9, 12))
    expect(taken(pages.take(at(0), 9))).toEqual({ to: 8, events: [2, 4, 6, 8] })
  })

  it('passes pages without events', () => {
    const pages = buffer()
    pages.add(page(0, 1, true))
    const found = pages.take(at(0), 9)
    expect(taken(found)).toEqual({ to: 1, events: [] })
    expect(found?.atHead).toBe(true)
  })

  it('joins small pages that follow each other, without touching what was given', () => {
    const pages = buffer({ joinedEvents: 4 })
    pages.add(page(0, 4))
    const given = pages.take(at(0), 9)
    pages.add(page(4, 8))
    expect(taken(given)).toEqual({ to: 4, events: [2, 4] })
    expect(taken(pages.take(at(2), 9))).toEqual({ to: 8, events: [4, 6, 8] })
  })

  it('takes the same page twice as one', () => {
    const pages = buffer({ joinedEvents: 100 })
    pages.add(page(0, 4))
    pages.add(page(0, 4))
    expect(pages.size).toBe(2)
  })

  it('forgets first what was read first', () => {
    const pages = buffer({ maxEvents: 10 })
    pages.add(page(0, 10))
    pages.add(page(20, 30))
    pages.take(at(0), 1)
    pages.add(page(40, 50))
    expect(pages.covers(at(0))).toBe(false)
    expect(pages.covers(at(20))).toBe(true)
    expect(pages.size).toBe(10)
  })

  it('counts what lies between two positions, unless there is a hole', () => {
    const pages = buffer()
    pages.add(page(0, 10))
    pages.add(page(10, 20))
    pages.add(page(21, 30))
    expect(pages.eventsBetween(at(4), at(20))).toBe(8)
    expect(pages.eventsBetween(at(4), at(30))).toBeUndefined()
    expect(pages.eventsBetween(at(20), at(20))).toBe(0)
  })

  it('keeps the newest page however large it is', () => {
    const pages = buffer({ maxEvents: 2 })
    pages.add(page(0, 10))
    expect(taken(pages.take(at(0), 9))?.events).toHaveLength(5)
  })
})
