import { streamId, type Event, type Json, type LoadedStream, type StreamId } from '@uno-ts/types'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresSnapshotStore } from './postgres-snapshot-store.ts'

type Added = Event<'Added', { readonly amount: number }>
type Sum = { readonly total: number; readonly count: number }

let open: OpenStore
let snapshots: PostgresSnapshotStore
let streams = 0

beforeAll(async () => {
  open = await openStore()
  snapshots = new PostgresSnapshotStore({ pool: open.pool })
})
afterAll(() => open.close())

function fold({ snapshot, events }: LoadedStream<Added>): Sum {
  const start = (snapshot?.state ?? { total: 0, count: 0 }) as Sum // only sums are saved here
  return events.reduce(
    ({ total, count }, { data }) => ({ total: total + data.amount, count: count + 1 }),
    start,
  )
}

const loadSum = async (stream: StreamId, snapshotSchemaVersion?: number): Promise<readonly [Sum, number]> => {
  const loaded = await open.store.load<Added>(stream, { snapshotSchemaVersion })
  return [fold(loaded), loaded.streamVersion]
}

type Step =
  | { readonly do: 'append'; readonly amounts: readonly number[] }
  | { readonly do: 'save' }
  | { readonly do: 'insert'; readonly version: number; readonly state: Json; readonly checksum: Uint8Array }
  | { readonly do: 'update'; readonly set: string; readonly value: string }

const state: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ total: fc.integer(), count: fc.integer() }),
  fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) as Json),
)
const append = fc.record({
  do: fc.constant('append' as const),
  amounts: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 4 }),
})
const save = fc.constant({ do: 'save' as const })
const insert = fc.record({
  do: fc.constant('insert' as const),
  version: fc.integer({ min: -1, max: 12 }),
  state,
  checksum: fc.uint8Array({ maxLength: 32 }),
})
const update = fc.oneof(
  fc.tuple(
    fc.constant('state = $1::json'),
    state.map((value) => JSON.stringify(value)),
  ),
  fc.tuple(
    fc.constantFrom('stream_version = stream_version + $1::int', 'stream_version = $1::int'),
    fc.integer({ min: -3, max: 3 }).map(String),
  ),
  fc.tuple(
    fc.constantFrom(
      'checksum = decode($1, $$hex$$)',
      'checksum = uno.snapshot_checksum(tenant_id, stream_id, 2, stream_version + length($1), state)',
    ),
    fc.constantFrom('', 'ab', '00ff'),
  ),
)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: append },
    { weight: 3, arbitrary: save },
    { weight: 2, arbitrary: insert },
    { weight: 2, arbitrary: update.map(([set, value]) => ({ do: 'update' as const, set, value })) },
  ),
  { minLength: 1, maxLength: 14 },
)

async function take(step: Step, stream: StreamId): Promise<void> {
  const { pool, store } = open
  switch (step.do) {
    case 'append': {
      const events = step.amounts.map((amount): Added => ({ type: 'Added', data: { amount } }))
      await store.append(stream, events, { expectedVersion: 'any' })
      break
    }
    case 'save': {
      const [state, streamVersion] = await loadSum(stream)
      const snapshot = { streamId: stream, schemaVersion: 1, takenAt: new Date() }
      if (streamVersion > 0) await snapshots.save({ ...snapshot, streamVersion, state })
      break
    }
    case 'insert':
      await pool.query(
        `insert into uno.snapshots values ('default', $1, 1, $2, $3, now(), $4) on conflict (tenant_id, stream_id, schema_version)
         do update set stream_version = excluded.stream_version, state = excluded.state, checksum = excluded.checksum`,
        [stream, step.version, JSON.stringify(step.state), Buffer.from(step.checksum)],
      )
      break
    case 'update':
      await pool.query(`update uno.snapshots set ${step.set} where stream_id = $2`, [step.value, stream])
  }
}

describe('rows of snapshots, whatever somebody does to them', () => {
  it('never change what a stream is folded to', async () => {
    let used = 0
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const stream = streamId('sum', `${++streams}`)
        for (const step of given) {
          await take(step, stream)
          expect(await loadSum(stream, 1)).toEqual(await loadSum(stream))
          if ((await snapshots.load(stream, { schemaVersion: 1 })) !== undefined) used += 1
        }
      }),
      { numRuns: 60 },
    )
    expect(used).toBeGreaterThan(10)
  }, 60_000)
})
