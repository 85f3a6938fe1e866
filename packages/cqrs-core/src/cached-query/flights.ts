import { Flight, type FlightOptions } from './flight.ts'

/** The flights of one kind: for each key the one that callers join, and those that are still under way besides. */
export class Flights<Value> {
  readonly #joinable = new Map<string, Flight<Value>>()
  readonly #underWay = new Set<Flight<Value>>()

  /** The flight that a caller who asks now may join. */
  find(key: string): Flight<Value> | undefined {
    const flight = this.#joinable.get(key)
    return flight?.isAbandoned === true ? undefined : flight
  }

  /** Begins the flight that callers join from now on. */
  begin(key: string, options: FlightOptions<Value>): Flight<Value> {
    const flight = new Flight(options)
    this.#joinable.set(key, flight)
    this.#underWay.add(flight)
    void this.#forgetWhenOver(key, flight)
    return flight
  }

  /** Tells every flight; nobody joins one any more whose answer may be outdated. */
  invalidate(tags: readonly string[]): void {
    const concerned = new Set([...this.#underWay].filter((flight) => flight.invalidate(tags)))
    for (const [key, flight] of this.#joinable) if (concerned.has(flight)) this.#joinable.delete(key)
  }

  /** Waits until none is under way. */
  async ended(): Promise<void> {
    await Promise.all(Array.from(this.#underWay, (flight) => flight.ended()))
  }

  async #forgetWhenOver(key: string, flight: Flight<Value>): Promise<void> {
    await flight.ended()
    this.#underWay.delete(flight)
    if (this.#joinable.get(key) === flight) this.#joinable.delete(key)
  }
}
