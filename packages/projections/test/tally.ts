import type { Event, EventStore, GlobalPosition } from '@uno-ts/types'
import { streamId } from '@uno-ts/types'
import { sql } from 'kysely'
import { defineProjection, type BatchProjection, type Projection } from '../src/index.ts'
import type { TestTables } from './open-database.ts'

/** What tests append. */
export type TestEvent =
  | Event<'Counted', { readonly key: string }>
  | Event<'Ignored', Record<string, never>>
  | Event<'Broken', { readonly key: string }>

/** An event that {@link tally} counts. */
export const counted = (key: string): TestEvent => ({ type: 'Counted', data: { key } })
/** An event nobody reads. */
export const ignored: TestEvent = { type: 'Ignored', data: {} }

/** Counts events by key with a statement an event: no row survives a second handling unseen. */
export function tally(
  options: Partial<Projection<TestEvent, TestTables>> = {},
): Projection<TestEvent, TestTables> {
  return defineProjection<TestEvent, TestTables>({
    name: 'tally',
    version: 1,
    reset: ({ tx }) => tx.deleteFrom('tally').execute(),
    keys: ({ data }) => ('key' in data ? [data.key] : []),
    on: {
      Counted: ({ data }, { tx }) =>
        tx
          .insertInto('tally')
          .values({ key: data.key, count: 1 })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ count: sql`tally.count + 1` }))
          .execute(),
    },
    ...options,
  })
}

/** Writes a row an event, in one statement a batch; a second handling violates the primary key. */
export function seen(
  options: Partial<BatchProjection<TestEvent, TestTables>> = {},
): BatchProjection<TestEvent, TestTables> {
  return defineProjection<TestEvent, TestTables>({
    name: 'seen',
    version: 1,
    reset: ({ tx }) => tx.deleteFrom('seen').execute(),
    eventTypes: ['Counted'],
    handleBatch: (events, { tx }) =>
      sql`insert into seen select * from unnest(
        ${events.map(({ globalPosition }) => globalPosition)}::bigint[],
        ${events.map(({ data }) => ('key' in data ? data.key : ''))}::text[])`.execute(tx),
    ...options,
  })
}

let stream = 0

/** Appends to a stream of its own. */
export async function append(store: EventStore, events: readonly TestEvent[]): Promise<GlobalPosition> {
  stream += 1
  const { globalPosition } = await store.append(streamId('test', String(stream)), events, {
    expectedVersion: 'no-stream',
  })
  return globalPosition
}

/** `count` events over `keys` keys. */
export function many(count: number, keys = 7): readonly TestEvent[] {
  return Array.from({ length: count }, (_, index) => counted(`k${index % keys}`))
}
