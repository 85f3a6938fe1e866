import type { AppendTotals, OpenAppendContender } from './append-contender.ts'
import { sampleEvents } from './sample-event.ts'

/** How the load appends. */
export interface AppendLoad {
  /** How many appends wait for their answer at any time. */
  readonly inFlight: number
  /** How many appends make a round. */
  readonly appends: number
  /** How many events an append has. Default 1. */
  readonly eventsAnAppend?: number | undefined
}

/** Appends to one stream, and streams a writer has open at a time. */
const lifetime = 10

interface OpenStream {
  readonly name: string
  readonly version: number
  /** The version at which the writer turns to a new stream. */
  readonly last: number
}

/**
 * The load of an append path: writers that append one event after the other, each at the version it knows, going round
 * ten open streams of their own. A stream ends after ten appends and a new one takes its place, so one append in ten
 * begins a stream. The streams of a writer are at different versions, and names depend on nothing but the order.
 */
export class AppendWorkload {
  readonly #load: AppendLoad
  readonly #writers: readonly Writer[]

  constructor(load: AppendLoad) {
    this.#load = load
    this.#writers = Array.from({ length: load.inFlight }, (_, nr) => new Writer(nr, load.eventsAnAppend ?? 1))
  }

  /** Appends one round, and answers how many events a second that were. */
  async run(contender: Pick<OpenAppendContender, 'append'>): Promise<number> {
    const { appends, eventsAnAppend = 1 } = this.#load
    const began = performance.now()
    let begun = 0
    await Promise.all(
      this.#writers.map(async (writer) => {
        while (begun++ < appends) await writer.append(contender)
      }),
    )
    return ((appends * eventsAnAppend) / (performance.now() - began)) * 1_000
  }

  /** What the rounds so far must have left in the contender's tables. */
  expected(): AppendTotals {
    const ended = this.#writers.flatMap((writer) => writer.versions())
    return {
      events: ended.reduce((sum, version) => sum + version, 0),
      streams: ended.length,
      versions: ended.reduce((sum, version) => sum + (version * (version + 1)) / 2, 0),
    }
  }
}

class Writer {
  readonly #nr: number
  readonly #events: number
  readonly #open: OpenStream[] = []
  readonly #ended: number[] = []
  #begun = 0
  #turn: number

  constructor(nr: number, events: number) {
    this.#nr = nr
    this.#events = events
    this.#turn = nr
    // The first streams end early, each at another version: from then on one of ten begins in every turn.
    for (let slot = 0; slot < lifetime; slot++) this.#open.push(this.#begin((slot + 1) * events))
  }

  async append(contender: Pick<OpenAppendContender, 'append'>): Promise<void> {
    const slot = this.#turn++ % lifetime
    const stream = this.#open[slot]
    if (stream === undefined) throw new RangeError(`expected ${lifetime} open streams`)
    const version = stream.version + this.#events
    const events = sampleEvents(stream.name, { after: stream.version, upTo: version })
    await contender.append(stream.name, stream.version, ...events)
    if (version < stream.last) {
      this.#open[slot] = { ...stream, version }
    } else {
      this.#ended.push(version)
      this.#open[slot] = this.#begin(lifetime * this.#events)
    }
  }

  versions(): readonly number[] {
    const open = this.#open.map(({ version }) => version).filter((version) => version > 0)
    return [...this.#ended, ...open]
  }

  #begin(last: number): OpenStream {
    return { name: `order-${this.#nr}x${this.#begun++}`, version: 0, last }
  }
}
