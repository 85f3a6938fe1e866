import type { GlobalPosition, RecordedEvent } from '@uno-ts/types'
import { firstAfter, type LogPage } from './log-page.ts'

/** How much a {@link PageBuffer} keeps. */
export interface PageBufferOptions {
  /** The most events, over all pages; the newest page stays, whatever its size. */
  readonly maxEvents: number
  /** The most pages. */
  readonly maxPages: number
  /** Pages that follow each other are joined up to this many events. */
  readonly joinedEvents: number
}

interface Kept {
  after: GlobalPosition
  position: GlobalPosition
  events: RecordedEvent[]
  atHead: boolean
}

/**
 * Keeps the pages read last, so that projections at about the same place share them. What was read first goes first:
 * those who follow the log need it last.
 */
export class PageBuffer {
  readonly #options: PageBufferOptions
  /** The one read last stands last. */
  #pages: Kept[] = []
  #events = 0

  constructor(options: PageBufferOptions) {
    this.#options = options
  }

  /** How many events are kept. */
  get size(): number {
    return this.#events
  }

  /** Tells whether what follows a position is here. */
  covers(position: GlobalPosition): boolean {
    return this.#find(position) !== undefined
  }

  /** Keeps a page, joined to the one before it when both are small. */
  add(page: LogPage): void {
    if (page.position <= page.after || this.#find(page.after)?.position === page.position) return
    this.#events += page.events.length
    const before = this.#pages.find(
      ({ position, events }) =>
        position === page.after && events.length + page.events.length <= this.#options.joinedEvents,
    )
    if (before === undefined) this.#pages.push({ ...page, events: [...page.events] })
    else {
      before.events.push(...page.events)
      before.position = page.position
      before.atHead = page.atHead
    }
    this.#evict()
  }

  /**
   * What follows a position, at most `limit` events, over page boundaries where pages adjoin. Events of one position, which
   * have become of one stored event, stay together.
   */
  take(after: GlobalPosition, limit: number): LogPage | undefined {
    let kept = this.#find(after)
    if (kept === undefined) return undefined
    const events: RecordedEvent[] = []
    let position = after
    let atHead = false
    while (kept !== undefined && events.length < limit) {
      const start = firstAfter(kept.events, position)
      const end = endOfPosition(kept.events, Math.min(kept.events.length, start + limit - events.length))
      for (let index = start; index < end; index += 1) {
        const event = kept.events[index]
        if (event !== undefined) events.push(event)
      }
      const whole = end === kept.events.length
      position = whole ? kept.position : (events.at(-1)?.globalPosition ?? position)
      atHead = whole && kept.atHead
      if (!whole) break
      kept = this.#find(position)
    }
    return { after, position, events, atHead }
  }

  /** How many events lie between two positions, where the pages between them are all here. */
  eventsBetween(from: GlobalPosition, to: GlobalPosition): number | undefined {
    let events = 0
    for (let position = from; position < to;) {
      const kept = this.#find(position)
      if (kept === undefined) return undefined
      events += firstAfter(kept.events, to) - firstAfter(kept.events, position)
      position = kept.position
    }
    return events
  }

  #find(position: GlobalPosition): Kept | undefined {
    return this.#pages.find((page) => page.after <= position && position < page.position)
  }

  #evict(): void {
    const { maxEvents, maxPages } = this.#options
    while (this.#pages.length > 1 && (this.#events > maxEvents || this.#pages.length > maxPages)) {
      this.#events -= this.#pages.shift()?.events.length ?? 0
    }
  }
}

/** The index, or the next one, at which one position's events end. */
function endOfPosition(events: readonly RecordedEvent[], index: number): number {
  const position = events[index - 1]?.globalPosition
  let end = index
  while (end < events.length && events[end]?.globalPosition === position) end += 1
  return end
}
