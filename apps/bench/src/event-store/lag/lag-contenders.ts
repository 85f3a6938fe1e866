import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { migrate, PostgresEventStore, PostgresSignalBus } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { parseStreamId, type EventStore } from '@uno-ts/types'
import { sampleEvent } from '../append/sample-event.ts'
import { openPool } from '../contender/open-pool.ts'
import { percentile } from '../../measure/percentile.ts'
import { Arrivals, nowMs, type Arrival } from './arrivals.ts'
import { atPace, type Pace } from './at-pace.ts'
import { openCommitAndRoundTrip } from './commit-and-round-trip.ts'
import { followLog } from './follow-log.ts'

/** Somebody who does one round of the lag path, before it has been given a database. */
export interface LagContender {
  readonly name: string
  open(url: string, pace: Pace): Promise<OpenLagContender>
}

/** Somebody who does one round of the lag path: answers 99 % of the waits, in milliseconds. */
export interface OpenLagContender extends AsyncDisposable {
  run(): Promise<number>
}

/** How many connections the appending store may open; one is in use at a time. */
const connections = 4

/** A subscription of the store that appends. */
export const sameProcess: LagContender = {
  name: 'uno-ts, same process',
  async open(url, pace) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const store = new PostgresEventStore({ pool })
    const arrivals = new Arrivals()
    const ending = new AbortController()
    const following = followLog(store, (arrival) => arrivals.report(arrival), ending.signal)
    return {
      run: lagOf(store, arrivals, pace),
      async [Symbol.asyncDispose]() {
        ending.abort()
        await following
        await pool.end()
      },
    }
  },
}

/** A subscription of another process, which hears of appends through LISTEN and NOTIFY. */
export const otherProcess: LagContender = {
  name: 'uno-ts, another process',
  async open(url, pace) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const signals = new PostgresSignalBus({ pool })
    const store = new PostgresEventStore({ pool, signals })
    const arrivals = new Arrivals()
    const subscriber = fork(fileURLToPath(new URL('subscriber-process.ts', import.meta.url)), [url])
    subscriber.on('message', (arrival) => arrivals.report(arrival as Arrival)) // it sends nothing else
    return {
      run: lagOf(store, arrivals, pace),
      async [Symbol.asyncDispose]() {
        const ended = once(subscriber, 'exit')
        if (subscriber.connected) subscriber.disconnect()
        if (subscriber.exitCode === null && subscriber.signalCode === null) await ended
        await signals.close()
        await pool.end()
      },
    }
  },
}

/** What nobody can do without: a commit and a round trip, at the same pace, and the 15 ms that are allowed on top. */
export const allowance: LagContender = {
  name: 'commit + round trip + 15 ms',
  async open(url, pace) {
    const raw = await openCommitAndRoundTrip(url, pace)
    return {
      run: async () => (await raw.run(99)) + 15,
      [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
    }
  },
}

/** Rounds of appends, each from its call to its arrival at the subscriber. */
function lagOf(store: EventStore, arrivals: Arrivals, pace: Pace): () => Promise<number> {
  const append = (stream: string, nr: number) =>
    store.append(parseStreamId(stream), [sampleEvent(stream, nr)], { expectedVersion: nr - 1 })
  let round = 0
  return async () => {
    const ready = `ready-${round}`
    await append(ready, 1)
    await arrivals.upTo(ready, 1) // the subscriber is there, and has nothing to catch up with
    const stream = `lag-${round++}`
    const sent: number[] = []
    await atPace(pace, async (nr) => {
      sent.push(nowMs())
      await append(stream, nr)
    })
    const arrived = await arrivals.upTo(stream, pace.times)
    return percentile(
      arrived.map((atMs, index) => atMs - (sent[index] ?? Number.NaN)),
      99,
    )
  }
}
