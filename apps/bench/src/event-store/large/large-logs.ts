import type { PostgresServer, TestDatabase } from '@uno-ts/testing'
import { openPool } from '../contender/open-pool.ts'
import { fillLog } from './fill-log.ts'

/** How many events the two logs have. */
export interface LogSizes {
  readonly small: number
  readonly large: number
}

/** A filled log, once for us and once for who does it by hand. */
export interface FilledLog {
  readonly events: number
  readonly ours: string
  readonly byHand: string
}

/**
 * The logs of a run. The large one is filled once, by the first path, copied once and used by all; of the small one each
 * path gets fresh copies, so that it stays small.
 */
export class LargeLogs {
  readonly #sizes: LogSizes
  readonly #tell: (line: string) => void
  #filling: Promise<{ readonly template: TestDatabase; readonly large: FilledLog }> | undefined

  /** @param tell - is told how long the filling took */
  constructor(sizes: LogSizes, tell: (line: string) => void) {
    this.#sizes = sizes
    this.#tell = tell
  }

  /** Opens both logs, the small one first; `opened` gets what is to be dropped after the path. The server drops the rest. */
  async open(server: PostgresServer, opened: AsyncDisposableStack): Promise<readonly FilledLog[]> {
    this.#filling ??= this.#fill(server)
    const { template, large } = await this.#filling
    const copy = async () => opened.use(await server.createDatabase({ template: template.name })).url
    return [{ events: this.#sizes.small, ours: await copy(), byHand: await copy() }, large]
  }

  async #fill(server: PostgresServer) {
    const { small, large } = this.#sizes
    const template = await filled(server, small)
    const began = performance.now()
    const ours = await filled(server, large)
    const byHand = await server.createDatabase({ template: ours.name })
    const seconds = Math.round((performance.now() - began) / 1_000)
    this.#tell(`two logs of ${large.toLocaleString('en-GB')} events filled in ${seconds} s`)
    return { template, large: { events: large, ours: ours.url, byHand: byHand.url } }
  }
}

async function filled(server: PostgresServer, events: number): Promise<TestDatabase> {
  const database = await server.createDatabase()
  const pool = openPool(database.url, 1)
  try {
    await fillLog(pool, events)
  } finally {
    await pool.end()
  }
  return database
}
