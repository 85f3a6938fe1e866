import { InvalidArgumentError, type Clock } from '@uno-ts/types'

/**
 * A clock that moves only when a test says so.
 *
 * @example
 * ```ts
 * import { ManualClock } from '@uno-ts/testing'
 *
 * const clock = new ManualClock('2026-01-01T00:00:00Z')
 * clock.advance(1_500) // milliseconds
 * ```
 */
export class ManualClock implements Clock {
  #now: number

  /** Starts at a time: milliseconds since 1970, a Date or ISO 8601. Default: 2026-01-01 in UTC. */
  constructor(start: number | string | Date = '2026-01-01T00:00:00.000Z') {
    this.#now = millisecondsOf(start)
  }

  /** {@inheritDoc Clock.now} */
  now(): number {
    return this.#now
  }

  /** The same moment as a Date. */
  get date(): Date {
    return new Date(this.#now)
  }

  /** Moves the clock on by `ms` milliseconds. @throws InvalidArgumentError when they are negative */
  advance(ms: number): void {
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new InvalidArgumentError(
        `a clock advances by 0 or more milliseconds, found ${ms}; "set" turns it back`,
      )
    }
    this.#now += ms
  }

  /** Sets the clock, backwards too: machines' clocks do that. */
  set(time: number | string | Date): void {
    this.#now = millisecondsOf(time)
  }
}

function millisecondsOf(time: number | string | Date): number {
  const ms = typeof time === 'number' ? time : new Date(time).getTime()
  if (!Number.isFinite(ms)) throw new InvalidArgumentError('a clock is set to a valid time')
  return ms
}
