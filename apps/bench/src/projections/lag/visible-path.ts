import type { PostgresServer } from '@uno-ts/testing'
import { parseStreamId, projectionId } from '@uno-ts/types'
import { sampleEvent } from '../../event-store/append/sample-event.ts'
import { atPace, type Pace } from '../../event-store/lag/at-pace.ts'
import { openCommitAndRoundTrip } from '../../event-store/lag/commit-and-round-trip.ts'
import { percentile } from '../../measure/percentile.ts'
import type { Contender, OpenPath, Path } from '../../suite/path.ts'
import { openLog } from '../open-log.ts'
import { totalsByEvent } from '../order-totals.ts'

/** What {@link visiblePath} makes a path of. */
export interface VisiblePathOptions extends Pace {
  readonly id: string
  /** How many per cent of the waits must not be longer than the figure. */
  readonly perCent: number
  /** What is allowed above a commit and a round trip. */
  readonly allowedMs: number
}

/** Our contender. */
export const projected = 'uno-ts'

/**
 * A path that tells how long it takes from the call of `append` until the rows of a projection are visible, on a system that
 * does little else.
 */
export function visiblePath({ id, perCent, allowedMs, ...pace }: VisiblePathOptions): Path {
  const allowance = allowanceName(allowedMs)
  return {
    id,
    does: `${perCent} % of ${pace.times} appends, one every ${pace.everyMs} ms, from the call until the row is visible`,
    unit: 'ms',
    better: 'lower',
    rounds: 5,
    targets: [{ ours: projected, against: allowance, ratio: 1 }],
    async open(server) {
      await using opened = new AsyncDisposableStack()
      const ours = await openProjected(server, opened, { perCent, ...pace })
      const database = opened.use(await server.createDatabase())
      const raw = opened.use(await openCommitAndRoundTrip(database.url, pace))
      const resources = opened.move()
      return {
        contenders: [
          { name: projected, run: ours },
          { name: allowance, run: async () => (await raw.run(perCent)) + allowedMs },
        ],
        verify: async () => undefined, // each round has looked at its rows
        [Symbol.asyncDispose]: () => resources.disposeAsync(),
      } satisfies OpenPath
    },
  }
}

/** What the other contender is called. */
export function allowanceName(allowedMs: number): string {
  return `commit + round trip + ${allowedMs} ms`
}

type Rounds = Pace & { readonly perCent: number }

async function openProjected(
  server: PostgresServer,
  opened: AsyncDisposableStack,
  { perCent, ...pace }: Rounds,
): Promise<Contender['run']> {
  const database = opened.use(await server.createDatabase())
  const log = opened.use(await openLog(database.url, { events: 10, eventsAStream: 1 }))
  const runner = await log.run([totalsByEvent])
  await runner.caughtUp()
  const id = projectionId(totalsByEvent.name)
  let round = 0
  return async () => {
    const order = `lag-${round++}`
    const waits: number[] = []
    await atPace(pace, async (nr) => {
      const began = performance.now()
      const { globalPosition } = await log.store.append(parseStreamId(order), [sampleEvent(order, nr)], {
        expectedVersion: nr - 1,
      })
      await runner.waitFor(id, globalPosition)
      waits.push(performance.now() - began)
    })
    const { rows } = await log.pool.query<{ lines: number }>(
      'select lines from order_totals where order_id = $1',
      [order],
    )
    if (rows[0]?.lines !== pace.times)
      throw new RangeError(`expected ${pace.times} lines, found ${rows[0]?.lines}`)
    return percentile(waits, perCent)
  }
}
