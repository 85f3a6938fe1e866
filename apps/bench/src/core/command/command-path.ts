import { strictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import { perSecond } from '../../measure/per-second.ts'
import { sideBySide } from '../../measure/side-by-side.ts'
import type { Contender, OpenPath, Path, Target } from '../../suite/path.ts'

/** A way to execute commands that load, decide and append, before it has been given a database. */
export interface CommandContender {
  readonly name: string
  /** Makes its tables in the database at `url` and opens at most `connections` connections to it. */
  open(url: string, options: { readonly connections: number }): Promise<OpenCommandContender>
}

/** A way to execute commands, ready. */
export interface OpenCommandContender extends AsyncDisposable {
  /** Begins an order with so many lines. */
  begin(order: string, lines: number): Promise<unknown>
  /** Loads an order, decides by what it has and appends one line; answers how many it has then. */
  addLine(order: string): Promise<number>
  /** How many events its tables hold. */
  events(): Promise<number>
}

/** What {@link commandPath} makes a path of. */
export interface CommandPathOptions {
  readonly id: string
  readonly inFlight: number
  readonly connections: number
  /** Commands a round, each to an order of its own. */
  readonly commands: number
  readonly contenders: readonly CommandContender[]
  readonly targets: readonly Target[]
}

/** Events an order has when a command comes to it. */
const before = 10

/** A path on which commands load ten events, decide and append. */
export function commandPath({ contenders, targets, id, ...work }: CommandPathOptions): Path {
  const { commands, inFlight } = work
  return {
    id,
    does: `${commands} commands, ${inFlight} in flight; each loads ${before} events, decides and appends one`,
    unit: 'commands/s',
    better: 'higher',
    targets,
    open: (server) => openCommandPath(contenders, server, work),
  }
}

type Work = Pick<CommandPathOptions, 'inFlight' | 'connections' | 'commands'>

async function openCommandPath(
  contenders: readonly CommandContender[],
  server: PostgresServer,
  { inFlight, connections, commands }: Work,
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: { readonly contender: Contender; readonly events: () => Promise<number> }[] = []
  for (const contender of contenders) {
    const { name } = contender
    const database = opened.use(await server.createDatabase())
    const one = opened.use(await contender.open(database.url, { connections }))
    let round = 0
    const run = async () => {
      const orderOf = (nr: number) => `order-${round}x${nr}`
      round++
      await sideBySide({ times: commands, inFlight: 20 }, (nr) => one.begin(orderOf(nr), before)) // not measured
      return perSecond(commands, () =>
        sideBySide({ times: commands, inFlight }, async (nr) => {
          strictEqual(
            await one.addLine(orderOf(nr)),
            before + 1,
            `${name}: an order has not the lines it should`,
          )
        }),
      )
    }
    running.push({ contender: { name, run }, events: () => one.events() })
  }
  const resources = opened.move()
  return {
    contenders: running.map(({ contender }) => contender),
    async verify() {
      const counts = await Promise.all(running.map(({ events }) => events()))
      strictEqual(
        new Set(counts).size,
        1,
        `all have appended the same number of events, found ${counts.join(', ')}`,
      )
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
