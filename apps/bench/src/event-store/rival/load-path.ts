import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import { perSecond } from '../../measure/per-second.ts'
import { sideBySide } from '../../measure/side-by-side.ts'
import type { Contender, OpenPath, Path, Target } from '../../suite/path.ts'
import type { AppendContender, OpenAppendContender } from '../append/append-contender.ts'
import { sampleEvent, sampleEvents } from '../append/sample-event.ts'

/** What {@link loadPath} makes a path of. */
export interface LoadPathOptions {
  readonly id: string
  /** How many events a stream has. */
  readonly events: number
  readonly streams: number
  /** How often a round reads each stream. */
  readonly passes: number
  readonly contenders: readonly AppendContender[]
  readonly targets: readonly Target[]
}

/** How many appends are in flight while the streams are written. */
const connections = 10

/** A path on which contenders load whole streams, one after the other, each through its own reader. */
export function loadPath({ contenders, targets, ...load }: LoadPathOptions): Path {
  const { id, events, streams, passes } = load
  return {
    id,
    does: `${streams * passes} loads of a stream of ${events} events, decoded, 1 in flight`,
    unit: 'events/s',
    better: 'higher',
    targets,
    open: (server) => openLoadPath(contenders, server, load),
  }
}

type Load = Pick<LoadPathOptions, 'events' | 'streams' | 'passes'>

async function openLoadPath(
  contenders: readonly AppendContender[],
  server: PostgresServer,
  load: Load,
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Contender[] = []
  for (const one of contenders) {
    const { name } = one
    const database = opened.use(await server.createDatabase())
    const contender = opened.use(await one.open(database.url, { connections }))
    await write(contender, load)
    await checkReading(name, contender, load)
    running.push({ name, run: () => read(contender, load) })
  }
  const resources = opened.move()
  return {
    contenders: running,
    verify: async () => undefined, // each read was compared in number, and reading changes nothing
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

const streamName = (nr: number) => `order-${nr}`

async function write(contender: OpenAppendContender, { events, streams }: Load): Promise<void> {
  await sideBySide({ times: streams, inFlight: connections }, async (nr) => {
    const stream = streamName(nr)
    for (let version = 0; version < events; version++) {
      await contender.append(stream, version, sampleEvent(stream, version + 1))
    }
  })
}

async function checkReading(name: string, contender: OpenAppendContender, load: Load): Promise<void> {
  for (let nr = 0; nr < load.streams; nr++) {
    const given = sampleEvents(streamName(nr), { after: 0, upTo: load.events })
    const read = await contender.readStream(streamName(nr))
    deepStrictEqual(read, given, `${name} does not give back the events it was given`)
  }
}

async function read(contender: OpenAppendContender, { events, streams, passes }: Load): Promise<number> {
  let seen = 0
  const figure = await perSecond(streams * passes * events, async () => {
    for (let nr = 0; nr < streams * passes; nr++) {
      const loaded = await contender.readStream(streamName(nr % streams))
      seen += loaded.length
    }
  })
  deepStrictEqual(seen, streams * passes * events, 'not all events were loaded')
  return figure
}
