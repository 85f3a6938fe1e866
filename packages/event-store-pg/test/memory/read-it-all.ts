// A process that reads a whole log in one way, and tells how much memory its reading kept, measured after collections.
import { setTimeout } from 'node:timers/promises'
import { streamId, type EventStore } from '@uno-ts/types'
import { Pool } from 'pg'
import { PostgresEventStore } from '../../src/index.ts'
import type { Reading, WayToRead } from './way-to-read.ts'

const [url, way, expected] = process.argv.slice(2)
const pool = new Pool({ connectionString: url, max: 4 })
const store = new PostgresEventStore({ pool })

/** How many events are read, one batch after the other. */
const ways: Readonly<Record<WayToRead, (store: EventStore) => AsyncIterable<number>>> = {
  async *readAll(store) {
    for await (const _ of store.readAll()) yield 1
  },
  async *readStream(store) {
    for await (const _ of store.readStream(streamId('long', '1'))) yield 1
  },
  async *'readStream backward'(store) {
    for await (const _ of store.readStream(streamId('long', '1'), { direction: 'backward' })) yield 1
  },
  async *subscribe(store) {
    for await (const { events } of store.subscribe()) yield events.length
  },
  async *'subscribe slowly'(store) {
    for await (const { events } of store.subscribe({ filter: { types: ['Happened'] } })) {
      await setTimeout(1) // the log is quicker than its reader
      yield events.length
    }
  },
}

/** What is left when everything that can be collected was. */
function keptBytes(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const total = Number(expected)
let events = 0
let first = 0
let highest = 0
let measuredAt = 0
for await (const count of ways[way as WayToRead](store)) {
  events += count
  // The first tenth warms up: code is compiled, buffers find their size.
  if (events - measuredAt >= total / 20 && events >= total / 10) {
    measuredAt = events
    const bytes = keptBytes()
    first ||= bytes
    highest = Math.max(highest, bytes)
  }
  if (events >= total) break
}
const reading: Reading = {
  events,
  grownBytes: highest - first,
  busyConnections: pool.totalCount - pool.idleCount,
}
await pool.end()
process.stdout.write(JSON.stringify(reading))
