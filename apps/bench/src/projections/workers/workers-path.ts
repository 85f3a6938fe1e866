import { setTimeout as sleep } from 'node:timers/promises'
import { defineProjection, type Projection } from '@uno-ts/projections'
import type { PostgresServer } from '@uno-ts/testing'
import type { ReadHistory } from '../../event-store/read/read-history.ts'
import { perSecond } from '../../measure/per-second.ts'
import type { OpenPath, Path } from '../../suite/path.ts'
import { openLog, type OpenLog } from '../open-log.ts'
import type { OrderEvent } from '../order-totals.ts'

/** What {@link workersPath} makes a path of. */
export interface WorkersPathOptions extends Pick<ReadHistory, 'events'> {
  readonly id: string
  readonly rounds?: number | undefined
}

const many = 4

/** A path on which a projection waits a millisecond for each event, with one worker and with four. */
export function workersPath({ id, events, rounds }: WorkersPathOptions): Path {
  return {
    id,
    does: `${events} events of as many orders, 64 slices, a handler that waits 1 ms`,
    unit: 'events/s',
    better: 'higher',
    rounds,
    targets: [{ ours: workers(many), against: workers(1), ratio: 3.5 }],
    open: (server) => openWorkersPath(server, events),
  }
}

/** The names of the contenders. */
export function workers(count: number): string {
  return count === 1 ? '1 worker' : `${count} workers`
}

async function openWorkersPath(server: PostgresServer, events: number): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await server.createDatabase())
  const log = opened.use(await openLog(database.url, { events, eventsAStream: 1 }))
  const resources = opened.move()
  return {
    contenders: [many, 1].map((parallelism) => ({
      name: workers(parallelism),
      async run() {
        await log.reset()
        return await perSecond(events, () => handleOnce(log, { events, parallelism }))
      },
    })),
    verify: async () => undefined, // each round has looked at what it handled
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function handleOnce(
  log: OpenLog,
  { events, parallelism }: { readonly events: number; readonly parallelism: number },
): Promise<void> {
  const handled: string[] = []
  const runner = await log.run([waiting((streamId) => handled.push(streamId))], { parallelism })
  await runner.caughtUp()
  if (handled.length !== events || new Set(handled).size !== events) {
    throw new RangeError(`expected ${events} events once each, found ${handled.length}`)
  }
}

/** A projection that waits for something else than the database. */
function waiting(report: (streamId: string) => void): Projection<OrderEvent, object> {
  return defineProjection<OrderEvent, object>({
    name: 'waiting',
    version: 1,
    slices: 64,
    on: {
      async OrderLineAdded({ streamId }) {
        await sleep(1)
        report(streamId)
      },
    },
  })
}
