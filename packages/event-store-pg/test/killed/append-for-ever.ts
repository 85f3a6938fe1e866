// A process that appends until it is killed, and says what was acknowledged: one token a line.
import { writeSync } from 'node:fs'
import { streamId } from '@uno-ts/types'
import { Pool } from 'pg'
import { PostgresEventStore } from '../../src/index.ts'
import { appendSteadily, steadyToken } from './steady-writer.ts'

const [url, round, ...starts] = process.argv.slice(2)
const pool = new Pool({ connectionString: url, max: 8 })
const store = new PostgresEventStore({ pool })

function acknowledged(tokens: readonly string[]): void {
  writeSync(1, tokens.map((token) => `${token}\n`).join(''))
}

/** Goes on where the last process's acknowledgements end, with the same ids. */
async function steady(writer: number, start: number): Promise<never> {
  for (let nr = start; ; nr++) {
    await appendSteadily(store, writer, nr)
    acknowledged([steadyToken(writer, nr)])
  }
}

/** Several at a time, with ids of the store's making: they share transactions. */
async function together(nr: number): Promise<never> {
  for (let count = 0; ; count++) {
    const tokens = [0, 1].map((event) => `together ${round}:${nr}:${count}:${event}`)
    const events = tokens.map((token) => ({ type: 'Happened', data: { token } }))
    await store.append(streamId('together', String(nr % 10)), events, { expectedVersion: 'any' })
    acknowledged(tokens)
  }
}

await Promise.all([
  ...starts.map((start, writer) => steady(writer, Number(start))),
  ...Array.from({ length: 30 }, (_, nr) => together(nr)),
])
