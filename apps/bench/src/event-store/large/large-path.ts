import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import type { OpenPath, Path, Target } from '../../suite/path.ts'
import { sampleEvents } from '../append/sample-event.ts'
import { byHandLog } from './by-hand-log.ts'
import { filledStream, streamEvents } from './fill-log.ts'
import type { LargeLogs, LogSizes } from './large-logs.ts'
import type { LogContender, OpenLogContender } from './log-contender.ts'
import { unoTsLog } from './uno-ts-log.ts'

/** What a contender has to work on. */
export interface LogAtWork {
  readonly log: OpenLogContender
  /** How many events the log was filled with, and how many streams they make. */
  readonly events: number
  readonly streams: number
}

/** What is done in one round on a filled log. */
export interface LargeWork {
  readonly id: string
  readonly does: string
  readonly unit: string
  /** How many events a round adds to a log. */
  readonly adds: number
  /** Prepares rounds; each answers the figure in `unit`. */
  begin(at: LogAtWork): () => Promise<number>
}

/** A connection for each append in flight. */
const connections = 20

/**
 * A path that does the same work on a small and on a large log, ours and by hand. What counts is whether ours keeps its
 * distance from the hand-written one when the log grows.
 */
export function largePath(work: LargeWork, logs: LargeLogs, sizes: LogSizes): Path {
  const { id, does, unit } = work
  return {
    id,
    does: `${does}, on logs of ${counted(sizes.small)} and ${counted(sizes.large)}`,
    unit,
    better: 'higher',
    settings: { shared_buffers: '1GB', max_wal_size: '8GB' },
    targets: targetsOf(sizes),
    open: (server) => openLargePath(work, logs, server),
  }
}

async function openLargePath(work: LargeWork, logs: LargeLogs, server: PostgresServer): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Running[] = []
  for (const { events, ours, byHand } of await logs.open(server, opened)) {
    for (const [contender, url] of [
      [unoTsLog, ours],
      [byHandLog, byHand],
    ] as const) {
      const log = opened.use(contender.open(url, { connections }))
      const at = { log, events, streams: events / streamEvents }
      await checkLoading(contender.name, at)
      const had = await log.countAfter(events)
      running.push({ name: nameAt(contender, events), at, had, round: work.begin(at), rounds: 0 })
    }
  }
  const resources = opened.move()
  return {
    contenders: running.map((one) => ({
      name: one.name,
      run() {
        one.rounds++
        return one.round()
      },
    })),
    async verify() {
      for (const { name, at, had, rounds } of running) {
        const added = (await at.log.countAfter(at.events)) - had
        deepStrictEqual(added, rounds * work.adds, `${name} does not hold what was appended`)
      }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

interface Running {
  readonly name: string
  readonly at: LogAtWork
  /** How many events the paths before have added. */
  readonly had: number
  readonly round: () => Promise<number>
  rounds: number
}

/** The streams looked at, from both ends of the log: they are as they were filled, whatever came after. */
async function checkLoading(name: string, { log, streams }: LogAtWork): Promise<void> {
  for (const nr of [0, streams - 1]) {
    const given = sampleEvents(filledStream(nr), { after: 0, upTo: streamEvents })
    const read = await log.load(filledStream(nr))
    deepStrictEqual(read.slice(0, streamEvents), given, `${name} does not give back the events of the log`)
  }
}

function targetsOf({ small, large }: LogSizes): readonly Target[] {
  const pairAt = (events: number) => ({ ours: nameAt(unoTsLog, events), against: nameAt(byHandLog, events) })
  return [pairAt(small), pairAt(large), { ...pairAt(large), relativeTo: pairAt(small), ratio: 0.9 }]
}

function nameAt({ name }: LogContender, events: number): string {
  return `${name}, ${counted(events)}`
}

function counted(events: number): string {
  return `${events.toLocaleString('en-GB')} events`
}
