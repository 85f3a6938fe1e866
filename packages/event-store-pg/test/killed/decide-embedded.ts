// A process that appends to an embedded database until it is killed, and says what was acknowledged: one token a line.
import { writeSync } from 'node:fs'
import { embedded } from '@uno-ts/embedded'
import { streamId, type Event } from '@uno-ts/types'
import { migrate, PostgresEventStore } from '../../src/index.ts'
import { eventStoreMigrations } from '../../src/migrations.ts'

const [dir = '', cacheDir] = process.argv.slice(2)
const { pool } = await embedded({ dir, cacheDir })
await migrate(pool, [eventStoreMigrations])
const store = new PostgresEventStore({ pool })

function acknowledged(...tokens: readonly string[]): void {
  writeSync(1, tokens.map((token) => `${token}\n`).join(''))
}

/** Several at once, so that they share transactions. */
async function together(nr: number): Promise<never> {
  for (let count = 0; ; count++) {
    const tokens = [0, 1].map((event) => `together ${nr}:${count}:${event}`)
    const events = tokens.map((token) => ({ type: 'Happened', data: { token } }))
    await store.append(streamId('together', String(nr % 3)), events, { expectedVersion: 'any' })
    acknowledged(...tokens)
  }
}

/** Numbers without holes: each decided upon the ones before it. */
async function invoices(): Promise<never> {
  const query = { items: [{ types: ['InvoiceIssued'], tags: ['book:1'] }] }
  for (;;) {
    const { events, head } = await store.readByQuery<Event<string, { nr: number }>>(query)
    const nr = (events.at(-1)?.data.nr ?? 0) + 1
    const issued = { type: 'InvoiceIssued', data: { nr, token: `invoice ${nr}` }, tags: ['book:1'] }
    await store.commit({
      appends: [{ events: [issued] }],
      conditions: [{ failIfEventsMatch: query, after: head }],
    })
    acknowledged(issued.data.token)
  }
}

await Promise.all([...[0, 1, 2, 3, 4, 5].map(together), invoices()])
