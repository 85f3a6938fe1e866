import { setTimeout as sleep } from 'node:timers/promises'

/** An event that has reached a subscriber. */
export interface Arrival {
  readonly stream: string
  readonly version: number
  /** When it did, by {@link nowMs}. */
  readonly atMs: number
}

/** Milliseconds by a clock that all processes of a machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1_000_000
}

/** How long the last events may take. */
const patienceMs = 10_000

/** The events of one stream as a subscriber reports them. */
export class Arrivals {
  readonly #streams = new Map<string, Arrival[]>()

  report(arrival: Arrival): void {
    const stream = this.#streams.get(arrival.stream)
    if (stream === undefined) this.#streams.set(arrival.stream, [arrival])
    else stream.push(arrival)
  }

  /**
   * Waits until a stream has arrived up to a version.
   *
   * @returns when each of its events arrived
   * @throws RangeError when they do not come, or not once each and in order
   */
  async upTo(stream: string, version: number): Promise<readonly number[]> {
    const until = nowMs() + patienceMs
    while ((this.#streams.get(stream)?.length ?? 0) < version && nowMs() < until) await sleep(5)
    const arrived = this.#streams.get(stream) ?? []
    const inOrder = arrived.every((arrival, index) => arrival.version === index + 1)
    if (arrived.length !== version || !inOrder) {
      throw new RangeError(
        `expected events 1 to ${version} of ${stream} once and in order, found ${arrived.length}`,
      )
    }
    this.#streams.delete(stream)
    return arrived.map(({ atMs }) => atMs)
  }
}
