import { setTimeout as sleep } from 'node:timers/promises'
import { defineProjection, type Projection } from '@uno-ts/projections'
import { waitUntil, type PostgresServer } from '@uno-ts/testing'
import { parseStreamId } from '@uno-ts/types'
import { sampleEvent } from '../../event-store/append/sample-event.ts'
import type { OpenPath, Path } from '../../suite/path.ts'
import { openLog } from '../open-log.ts'
import type { OrderEvent } from '../order-totals.ts'
import { countStatements } from './count-statements.ts'

/** What {@link idlePath} makes a path of. */
export interface IdlePathOptions {
  readonly id: string
  readonly projections: number
  readonly slices: number
  /** How long a round lasts. */
  readonly forMs: number
}

const ours = 'uno-ts'
const allowed = 'what is allowed'
const allowedPerSecond = 5

/** A path on which a process with many projections has nothing to do. */
export function idlePath({ id, projections, slices, forMs }: IdlePathOptions): Path {
  return {
    id,
    does: `a process of ${projections} projections with ${slices} slices each that has nothing to do`,
    unit: 'statements/s',
    better: 'lower',
    rounds: 3,
    targets: [{ ours, against: allowed, ratio: 1 }],
    open: (server) => openIdlePath(server, { projections, slices, forMs }),
  }
}

async function openIdlePath(
  server: PostgresServer,
  { projections, slices, forMs }: Omit<IdlePathOptions, 'id'>,
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await server.createDatabase())
  const log = opened.use(await openLog(database.url, { events: 10, eventsAStream: 1 }))
  const statements = countStatements(log.pool)
  let handled = 0
  const all = Array.from({ length: projections }, (_, nr) => counting(nr, slices, () => handled++))
  const runner = await log.run(all)
  const isReady = async () => (await runner.status()).every(({ state }) => state === 'running')
  if (!(await waitUntil(isReady, 60_000))) throw new RangeError('not all projections came to rest')
  const resources = opened.move()
  return {
    contenders: [
      {
        name: ours,
        async run() {
          const before = statements.count
          const began = performance.now()
          await sleep(forMs)
          return ((statements.count - before) / (performance.now() - began)) * 1_000
        },
      },
      { name: allowed, run: async () => allowedPerSecond },
    ],
    async verify() {
      handled = 0
      const { globalPosition } = await log.store.append(
        parseStreamId('order-last'),
        [sampleEvent('order-last', 1)],
        {
          expectedVersion: 'no-stream',
        },
      )
      await runner.caughtUp(globalPosition) // it was idle, not dead
      if (handled !== projections) throw new RangeError(`${handled} of ${projections} projections woke up`)
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** A projection that only counts. */
function counting(nr: number, slices: number, report: () => void): Projection<OrderEvent, object> {
  return defineProjection<OrderEvent, object>({
    name: `counting-${nr}`,
    version: 1,
    slices,
    on: { OrderLineAdded: report },
  })
}
