import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import type { OpenPath, Path, Target } from '../../suite/path.ts'
import { sampleEvent } from '../append/sample-event.ts'
import type { HistoryEvent, ImportContender, OpenImportContender } from './import-contender.ts'

/** What {@link importPath} makes a path of. */
export interface ImportPathOptions {
  readonly id: string
  readonly events: number
  readonly contenders: readonly ImportContender[]
  readonly targets: readonly Target[]
}

/** How many events a stream of the history has. */
const lifetime = 10

/** How many streams of the history go on at a time. */
const openStreams = 200

/**
 * A path on which contenders import the same history, each round into an empty database. In the end all of them must
 * hold the same rows.
 */
export function importPath({ id, events, contenders, targets }: ImportPathOptions): Path {
  return {
    id,
    does: `a history of ${events} events of ${events / lifetime} streams, into empty tables`,
    unit: 'events/s',
    better: 'higher',
    targets,
    open: (server) => openImportPath(contenders, server, history(events)),
  }
}

/** Streams in turn, as they happened: `openStreams` at a time, ten events each. */
function history(events: number): readonly HistoryEvent[] {
  return Array.from({ length: events }, (_, index) => {
    const generation = Math.floor(index / (openStreams * lifetime))
    const streamId = `order-${generation}x${index % openStreams}`
    const version = (Math.floor(index / openStreams) % lifetime) + 1
    return { streamId, ...sampleEvent(streamId, version) }
  })
}

async function openImportPath(
  contenders: readonly ImportContender[],
  server: PostgresServer,
  events: readonly HistoryEvent[],
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: { readonly name: string; readonly imported: OpenImportContender }[] = []
  for (const contender of contenders) {
    const database = opened.use(await server.createDatabase())
    running.push({ name: contender.name, imported: opened.use(await contender.open(database.url)) })
  }
  const resources = opened.move()
  return {
    contenders: running.map(({ name, imported }) => ({
      name,
      async run() {
        await imported.empty()
        const began = performance.now()
        await imported.import(events)
        return (events.length / (performance.now() - began)) * 1_000
      },
    })),
    async verify() {
      const expected = { events: events.length, rows: await running[0]?.imported.digest() }
      for (const { name, imported } of running) {
        const found = { events: await imported.count(), rows: await imported.digest() }
        deepStrictEqual(found, expected, `${name} does not hold the history it was given`)
      }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
