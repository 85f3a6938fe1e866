import { percentile } from '../../measure/percentile.ts'
import { sampleEvent } from '../append/sample-event.ts'
import { openPool } from '../contender/open-pool.ts'
import { preparedInsert } from '../contender/prepared-insert.ts'
import { nowMs } from './arrivals.ts'
import { atPace, type Pace } from './at-pace.ts'

/** What nobody who waits for an append can do without, measured at a pace. */
export interface CommitAndRoundTrip extends AsyncDisposable {
  /** A round: so many per cent of commits, and of round trips, take no longer than this together, in milliseconds. */
  run(perCent: number): Promise<number>
}

/** Commits a prepared insert and asks for nothing, at a pace. */
export async function openCommitAndRoundTrip(url: string, pace: Pace): Promise<CommitAndRoundTrip> {
  const raw = await preparedInsert.open(url, { connections: 1 })
  const pool = openPool(url, 1)
  let round = 0
  return {
    async run(perCent) {
      const stream = `lag-${round++}`
      const commits: number[] = []
      const roundTrips: number[] = []
      await atPace(pace, async (nr) => {
        const event = sampleEvent(stream, nr)
        commits.push(await elapsedMs(() => raw.append(stream, nr - 1, event)))
        roundTrips.push(await elapsedMs(() => pool.query('select 1')))
      })
      return percentile(commits, perCent) + percentile(roundTrips, perCent)
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await raw[Symbol.asyncDispose]()
    },
  }
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const began = nowMs()
  await work()
  return nowMs() - began
}
