import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import { sampleEvent } from '../event-store/append/sample-event.ts'
import { historyStreams, type ReadHistory } from '../event-store/read/read-history.ts'
import { perSecond } from '../measure/per-second.ts'
import type { OpenPath, Path, Target } from '../suite/path.ts'
import type { OrderTotals } from './order-totals.ts'
import type { OpenProjectionContender, ProjectionContender } from './projection-contender.ts'

/** What {@link projectionPath} makes a path of. */
export interface ProjectionPathOptions extends ReadHistory {
  readonly id: string
  readonly contenders: readonly ProjectionContender[]
  readonly targets: readonly Target[]
  readonly rounds?: number | undefined
}

/** A path on which contenders handle the same log from its first event to its last, each round from the beginning. */
export function projectionPath(options: ProjectionPathOptions): Path {
  const { id, contenders, targets, rounds, ...history } = options
  return {
    id,
    does: `${history.events} events of ${history.events / history.eventsAStream} orders, from the first to the last`,
    unit: 'events/s',
    better: 'higher',
    targets,
    rounds,
    open: (server) => openProjectionPath(contenders, server, history),
  }
}

interface Running {
  readonly name: string
  readonly contender: OpenProjectionContender
}

async function openProjectionPath(
  contenders: readonly ProjectionContender[],
  server: PostgresServer,
  history: ReadHistory,
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Running[] = []
  for (const one of contenders) {
    const database = opened.use(await server.createDatabase())
    running.push({ name: one.name, contender: opened.use(await one.open(database.url, history)) })
  }
  const expected = expectedTotals(history)
  for (const one of running) {
    await one.contender.reset()
    await one.contender.handle()
    await check(one, expected)
  }
  const resources = opened.move()
  return {
    contenders: running.map(({ name, contender }) => ({
      name,
      async run() {
        await contender.reset()
        return await perSecond(history.events, () => contender.handle())
      },
    })),
    async verify() {
      for (const one of running) await check(one, expected)
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function check({ name, contender }: Running, expected: readonly OrderTotals[]): Promise<void> {
  if (contender.totals === undefined) return
  deepStrictEqual(await contender.totals(), expected, `${name} does not make of the log what is in it`)
}

/** The totals by a fold of the history in memory. */
function expectedTotals(history: ReadHistory): readonly OrderTotals[] {
  return historyStreams(history)
    .toSorted()
    .map((order_id) => {
      let quantity = 0
      for (let line = 1; line <= history.eventsAStream; line++) {
        quantity += Number(sampleEvent(order_id, line).data['quantity'])
      }
      return { order_id, lines: history.eventsAStream, quantity }
    })
}
