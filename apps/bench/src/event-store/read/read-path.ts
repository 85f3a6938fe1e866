import { createHash } from 'node:crypto'
import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import type { RecordedEvent } from '@uno-ts/types'
import type { OpenPath, Path, Target } from '../../suite/path.ts'
import { openPool } from '../contender/open-pool.ts'
import type { OpenReadContender, ReadContender } from './read-contender.ts'
import { historyStreams, writeHistory, type ReadHistory } from './read-history.ts'

/** What {@link loadPath} and {@link readAllPath} make a path of. */
export interface ReadPathOptions extends ReadHistory {
  readonly id: string
  readonly contenders: readonly ReadContender[]
  readonly targets: readonly Target[]
  readonly rounds?: number | undefined
}

/** A path on which contenders load streams of the same log, one after the other in an order that jumps about. */
export function loadPath(options: ReadPathOptions & { readonly loads: number }): Path {
  const { loads, eventsAStream } = options
  const streams = historyStreams(options)
  return readPath(options, {
    does: `${loads} loads of a stream of ${eventsAStream} events, decoded, in a log of ${options.events}`,
    async read(contender, each) {
      for (let nr = 0; nr < loads; nr++) {
        const stream = streams[(nr * stride) % streams.length] ?? ''
        for (const event of await contender.load(stream)) each(event)
      }
    },
  })
}

/** Prime, so that a round jumps over all streams. */
const stride = 617

/** A path on which contenders read the same log from end to end. */
export function readAllPath(options: ReadPathOptions): Path {
  return readPath(options, {
    does: `${options.events} events in the order of their positions, decoded`,
    read: (contender, each) => contender.readAll(each),
  })
}

type Read = (contender: OpenReadContender, each: (event: RecordedEvent) => void) => Promise<void>

function readPath(
  { id, contenders, targets, rounds, ...history }: ReadPathOptions,
  { does, read }: { readonly does: string; readonly read: Read },
): Path {
  return {
    id,
    does,
    unit: 'events/s',
    better: 'higher',
    targets,
    rounds,
    open: (server) => openReadPath(contenders, server, { history, read }),
  }
}

async function openReadPath(
  contenders: readonly ReadContender[],
  server: PostgresServer,
  { history, read }: { readonly history: ReadHistory; readonly read: Read },
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await server.createDatabase())
  const pool = openPool(database.url, 2)
  opened.defer(() => pool.end())
  await writeHistory(pool, history)
  const running = contenders.map((one) => ({ name: one.name, contender: one.open(pool) }))

  const [first, ...others] = running
  const expected = await digest(read, first?.contender)
  for (const { name, contender } of others) {
    deepStrictEqual(
      await digest(read, contender),
      expected,
      `${name} does not read what ${first?.name} reads`,
    )
  }
  const resources = opened.move()
  return {
    contenders: running.map(({ name, contender }) => ({
      name,
      async run() {
        let events = 0
        const began = performance.now()
        await read(contender, () => events++)
        const seconds = (performance.now() - began) / 1_000
        if (events !== expected.events)
          throw new RangeError(`${name} read ${events} events of ${expected.events}`)
        return events / seconds
      },
    })),
    verify: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

interface Digest {
  readonly events: number
  readonly hash: string
}

/** Reads once, and sums up every field of every event. */
async function digest(read: Read, contender: OpenReadContender | undefined): Promise<Digest> {
  if (contender === undefined) throw new RangeError('a path needs a contender')
  const hash = createHash('sha256')
  let events = 0
  await read(contender, (event) => {
    events++
    const { recordedAt, globalPosition, ...others } = event
    hash.update(`${globalPosition} ${recordedAt.getTime()} ${JSON.stringify(others)}\n`)
  })
  return { events, hash: hash.digest('hex') }
}
