import { deepStrictEqual, rejects } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import type { Pool } from 'pg'
import { perSecond } from '../../measure/per-second.ts'
import { sideBySide } from '../../measure/side-by-side.ts'
import type { OpenPath, Path, Target } from '../../suite/path.ts'
import { sampleEvent } from '../append/sample-event.ts'
import { openPool } from '../contender/open-pool.ts'
import type { ClaimContender, OpenClaimContender } from './claim-contender.ts'

/** What {@link claimPath} makes a path of. */
export interface ClaimPathOptions extends ClaimLoad {
  readonly id: string
  readonly connections: number
  readonly contenders: readonly ClaimContender[]
  readonly targets: readonly Target[]
}

interface ClaimLoad {
  readonly inFlight: number
  /** How many appends make a round. */
  readonly appends: number
}

/**
 * A path on which contenders append events without a stream, each under a tag of its own on condition that the tag is
 * free: the dynamic consistency boundary at its smallest. Before the first round each must give back what it was given and
 * refuse a tag that is taken.
 */
export function claimPath({ id, connections, contenders, targets, ...load }: ClaimPathOptions): Path {
  return {
    id,
    does: `${load.appends} appends of 1 event, ${load.inFlight} in flight, each on condition that nobody has its tag`,
    unit: 'events/s',
    better: 'higher',
    targets,
    open: (server) => openClaimPath(contenders, server, { connections, load }),
  }
}

async function openClaimPath(
  contenders: readonly ClaimContender[],
  server: PostgresServer,
  { connections, load }: { readonly connections: number; readonly load: ClaimLoad },
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const running: Running[] = []
  for (const one of contenders) {
    const { name } = one
    const database = opened.use(await server.createDatabase())
    const contender = opened.use(await one.open(database.url, { connections }))
    await checkClaiming(name, contender)
    const pool = openPool(database.url, 1)
    opened.defer(() => pool.end())
    running.push({ name, contender, pool, rounds: 0 })
  }
  const resources = opened.move()
  return {
    contenders: running.map((one) => ({
      name: one.name,
      async run() {
        await one.pool.query('analyze') // as autovacuum does in the end; a load as short as this is over before
        return claimAll(one.contender, { ...load, round: one.rounds++ })
      },
    })),
    async verify() {
      for (const { name, contender, rounds } of running) {
        const expected = checked.length + rounds * load.appends
        deepStrictEqual(await contender.count(), expected, `${name} does not hold what the load has appended`)
      }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

interface Running {
  readonly name: string
  readonly contender: OpenClaimContender
  readonly pool: Pool
  rounds: number
}

function claimAll(
  contender: OpenClaimContender,
  { inFlight, appends, round }: ClaimLoad & { readonly round: number },
): Promise<number> {
  const claim = (nr: number) => {
    const tag = `order:${round}x${nr}`
    return contender.claim(tag, sampleEvent(tag, 1))
  }
  return perSecond(appends, () => sideBySide({ times: appends, inFlight }, claim))
}

/** The tags that {@link checkClaiming} takes, beside those of the load. */
const checked = ['order:check-1', 'order:check-2', 'order:check-3']

async function checkClaiming(name: string, contender: OpenClaimContender): Promise<void> {
  for (const tag of checked) await contender.claim(tag, sampleEvent(tag, 1))
  for (const tag of checked) {
    const given = sampleEvent(tag, 1)
    const read = await contender.readTagged(tag, given.type)
    deepStrictEqual(read, [given], `${name} does not give back the event it was given`)
    await rejects(contender.claim(tag, given), Error, `${name} lets a tag be taken twice`)
  }
}
