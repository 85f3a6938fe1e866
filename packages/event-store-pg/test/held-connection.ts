import type { SqlConnection } from '@uno-ts/types'
import { setImmediate } from 'node:timers/promises'

/** A statement that a {@link HeldConnection} has been given. */
export interface HeldStatement {
  /** The statement's text. */
  readonly text: string
  readonly streams: readonly string[]
  readonly values: readonly unknown[]
  /** Answers it as the database does that has written everything: the streams are at these versions now. */
  readonly written: (...versions: readonly number[]) => Promise<void>
  readonly answer: (...rows: readonly unknown[]) => Promise<void>
  readonly fail: (error: Error) => Promise<void>
}

/** Stands for the database where only what is sent together counts: a statement is answered when the test says so. */
export class HeldConnection implements SqlConnection {
  readonly sent: HeldStatement[] = []

  async query<Row>({ text, values = [] }: { readonly text: string; readonly values?: unknown[] }) {
    const { promise, resolve, reject } = Promise.withResolvers<{ rows: Row[]; rowCount: number }>()
    const answer = async (...rows: readonly unknown[]): Promise<void> => {
      resolve({ rows: rows as Row[], rowCount: rows.length }) // the test knows what is asked
      await turns()
    }
    this.sent.push({
      text,
      values,
      streams: streamsOf(values[1]),
      answer,
      written: (...versions) => answer(rowOf(text, versions)),
      fail: async (error) => {
        reject(error)
        await turns()
      },
    })
    return await promise
  }

  /** What was sent since the last call, by the streams of each statement. */
  readonly news = (): readonly (readonly string[])[] => {
    const streams = this.sent.slice(this.#told).map((statement) => statement.streams)
    this.#told = this.sent.length
    return streams
  }

  #told = 0
}

/** Lets everything happen that waits for a turn of the event loop. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}

function rowOf(text: string, versions: readonly number[]): unknown {
  if (text === 'event') return { position: '7' }
  const texts = versions.map(String)
  if (text === 'events') {
    return { conflict: null, actual: null, versions: texts, positions: texts.map(() => '7'), written: true }
  }
  return { versions: texts, first_position: '7', positions: null }
}

/** One name, a list of them, or a list in the form in which arrays go over the wire. */
function streamsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.map(String)
  if (!(value instanceof Buffer)) return []
  const streams: string[] = []
  for (let at = 20; at < value.length;) {
    const length = value.readInt32BE(at)
    streams.push(value.toString('utf8', at + 4, at + 4 + length))
    at += 4 + length
  }
  return streams
}
