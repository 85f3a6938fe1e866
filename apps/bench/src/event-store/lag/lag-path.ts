import type { PostgresServer } from '@uno-ts/testing'
import type { Contender, OpenPath, Path, Target } from '../../suite/path.ts'
import type { Pace } from './at-pace.ts'
import { allowance, otherProcess, sameProcess } from './lag-contenders.ts'

/** What {@link lagPath} makes a path of. */
export interface LagPathOptions extends Pace {
  readonly id: string
  readonly targets: readonly Target[]
}

const contenders = [sameProcess, otherProcess, allowance]

/**
 * A path that tells how long an event takes from the call of `append` to a subscriber, on a system that does little else.
 * Each event must arrive once and in order.
 */
export function lagPath({ id, targets, ...pace }: LagPathOptions): Path {
  return {
    id,
    does: `99 % of ${pace.times} appends, one every ${pace.everyMs} ms, from the call to the subscriber`,
    unit: 'ms',
    better: 'lower',
    rounds: 5,
    targets,
    open: (server) => openLagPath(server, pace),
  }
}

async function openLagPath(server: PostgresServer, pace: Pace): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Contender[] = []
  for (const one of contenders) {
    const database = opened.use(await server.createDatabase())
    const contender = opened.use(await one.open(database.url, pace))
    running.push({ name: one.name, run: () => contender.run() })
  }
  const resources = opened.move()
  return {
    contenders: running,
    verify: async () => undefined, // each round has looked at its arrivals
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
