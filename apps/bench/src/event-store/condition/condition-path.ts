import { deepStrictEqual, rejects } from 'node:assert/strict'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import type { PostgresServer } from '@uno-ts/testing'
import type { ConsistencyMarker, EventQuery } from '@uno-ts/types'
import type { OpenPath, Path, Target } from '../../suite/path.ts'
import { sampleEvent } from '../append/sample-event.ts'
import { countRows } from '../contender/count-events.ts'
import { openPool } from '../contender/open-pool.ts'

/** Our own store with a condition on every append, and without. */
export const conditional = 'uno-ts, conditional'
export const unconditional = 'uno-ts, unconditional'

/** What {@link conditionPath} makes a path of. */
export interface ConditionPathOptions {
  readonly id: string
  readonly inFlight: number
  readonly connections: number
  /** How many appends make a round. */
  readonly appends: number
  readonly targets: readonly Target[]
}

/**
 * A path on which the store appends the same events on condition, or not, that nobody else has appended under their two
 * tags since the round began. Tags are spread: no two appends meet.
 */
export function conditionPath(options: ConditionPathOptions): Path {
  const { id, appends, inFlight, targets } = options
  return {
    id,
    does: `${appends} appends of 1 event with 2 tags of its own, ${inFlight} in flight`,
    unit: 'events/s',
    better: 'higher',
    targets,
    open: (server) => openConditionPath(server, options),
  }
}

async function openConditionPath(
  server: PostgresServer,
  { connections, ...load }: ConditionPathOptions,
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Appender[] = []
  for (const name of [conditional, unconditional]) {
    const database = opened.use(await server.createDatabase())
    const pool = openPool(database.url, connections)
    opened.defer(() => pool.end())
    await migrate(pool, [eventStoreMigrations])
    const appender = new Appender(name, new PostgresEventStore({ pool }), () => countRows(pool, 'uno.events'))
    await appender.check()
    running.push(appender)
  }
  const resources = opened.move()
  return {
    contenders: running.map((appender) => ({ name: appender.name, run: () => appender.run(load) })),
    async verify() {
      for (const { name, appended, count } of running) {
        deepStrictEqual(await count(), appended, `${name} does not hold what the load has appended`)
      }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

class Appender {
  readonly name: string
  readonly count: () => Promise<number>
  readonly #store: PostgresEventStore
  appended = 0

  constructor(name: string, store: PostgresEventStore, count: () => Promise<number>) {
    this.name = name
    this.#store = store
    this.count = count
  }

  /** An append on a condition that fails is refused, and one without a condition is not. */
  async check(): Promise<void> {
    await this.#append('check', undefined)
    if (this.name === unconditional) return this.#append('check', undefined)
    await rejects(this.#append('check', undefined), { code: 'ERR_CONCURRENCY' })
  }

  async run({ appends, inFlight }: { readonly appends: number; readonly inFlight: number }): Promise<number> {
    const { head } = await this.#store.readByQuery(queryOf('check'))
    const began = performance.now()
    let left = appends
    const writer = async (): Promise<void> => {
      while (left-- > 0) await this.#append(`${this.appended}x${left}`, head)
    }
    await Promise.all(Array.from({ length: inFlight }, writer))
    return (appends / (performance.now() - began)) * 1_000
  }

  async #append(name: string, after: ConsistencyMarker | undefined): Promise<void> {
    const event = { ...sampleEvent(name, 1), tags: [`course:${name}`, `student:${name}`] }
    const conditions = this.name === conditional ? [{ failIfEventsMatch: queryOf(name), after }] : []
    await this.#store.commit({ appends: [{ events: [event] }], conditions })
    this.appended++
  }
}

function queryOf(name: string): EventQuery {
  const types = [sampleEvent(name, 1).type]
  return {
    items: [
      { types, tags: [`course:${name}`] },
      { types, tags: [`student:${name}`] },
    ],
  }
}
