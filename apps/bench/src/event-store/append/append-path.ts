import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import type { OpenPath, Path, Target } from '../../suite/path.ts'
import type { AppendContender, OpenAppendContender } from './append-contender.ts'
import { AppendWorkload, type AppendLoad } from './append-workload.ts'
import { sampleEvents } from './sample-event.ts'

/** What {@link appendPath} makes a path of. */
export interface AppendPathOptions extends AppendLoad {
  readonly id: string
  /** How many connections a contender may open. */
  readonly connections: number
  readonly contenders: readonly AppendContender[]
  readonly targets: readonly Target[]
}

/**
 * A path on which contenders append events, each to a database of its own on the same server. Before the first
 * round each must give back what it was given; after the last one each must hold what the load has appended.
 */
export function appendPath({ id, connections, contenders, targets, ...load }: AppendPathOptions): Path {
  const { eventsAnAppend = 1 } = load
  return {
    id,
    does:
      `${load.appends} appends of ${eventsAnAppend === 1 ? '1 event' : `${eventsAnAppend} events`}, ${load.inFlight} in flight, each at the version its writer knows, ` +
      '1 in 10 to a new stream',
    unit: 'events/s',
    better: 'higher',
    targets,
    open: (server) => openAppendPath(contenders, server, { connections, load }),
  }
}

interface Running {
  readonly name: string
  readonly contender: OpenAppendContender
  readonly workload: AppendWorkload
}

async function openAppendPath(
  contenders: readonly AppendContender[],
  server: PostgresServer,
  { connections, load }: { readonly connections: number; readonly load: AppendLoad },
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Running[] = []
  for (const one of contenders) {
    const database = opened.use(await server.createDatabase())
    const contender = opened.use(await one.open(database.url, { connections }))
    await checkReading(one.name, contender)
    running.push({ name: one.name, contender, workload: new AppendWorkload(load) })
  }
  const resources = opened.move()
  return {
    contenders: running.map(({ name, contender, workload }) => ({
      name,
      run: () => workload.run(contender),
    })),
    async verify() {
      for (const one of running) await checkTotals(one)
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** The streams that {@link checkReading} writes, beside those of the load. */
const checked = { name: 'check-equal-output', events: 3 }

async function checkReading(name: string, contender: OpenAppendContender): Promise<void> {
  const given = sampleEvents(checked.name, { after: 0, upTo: checked.events })
  for (const [version, event] of given.entries()) await contender.append(checked.name, version, event)
  const read = await contender.readStream(checked.name)
  deepStrictEqual(read, given, `${name} does not give back the events it was given`)
}

async function checkTotals({ name, contender, workload }: Running): Promise<void> {
  const { events, streams, versions } = workload.expected()
  const inChecked = (checked.events * (checked.events + 1)) / 2
  const expected = { events: events + checked.events, streams: streams + 1, versions: versions + inChecked }
  deepStrictEqual(await contender.totals(), expected, `${name} does not hold what the load has appended`)
}
