import { createHash } from 'node:crypto'
import type { Event } from '@uno-ts/types'
import { sql } from 'kysely'
import { defineFold, defineProjection, type AnyProjection } from '../../src/index.ts'

/** The one event of the log. */
export type Happened = Event<'Happened', Record<string, never>>

/** What goes wrong in the projections of a process. */
export interface Troubles {
  /** How likely a batch is refused; as many events are refused as often as they come. */
  readonly refusal: number
  /** Called once a batch. */
  readonly onBatch: () => void
}

/** The tables of the projections. None of them hides an effect that comes twice, or in another order. */
export const chaosTables = [
  'create table effects (position bigint not null, stream text not null)',
  'create table digests (stream text primary key, events integer not null, digest text not null)',
]

/** What was handled before and what comes next, as one line of text. */
export function digestOf(before: string, position: string): string {
  return createHash('md5')
    .update(before + position)
    .digest('hex')
}

/** A fold: rows are loaded, changed in memory and written as a whole. */
export const folded = defineFold<Happened, { readonly events: number; readonly digest: string }>({
  name: 'folded',
  version: 1,
  slices: 16,
  table: {
    name: 'folded',
    tenantColumn: null,
    key: { column: 'stream', type: 'text' },
    columns: { events: 'integer', digest: 'text' },
  },
  eventTypes: ['Happened'],
  key: 'stream',
  evolve: (row, { globalPosition }) => ({
    events: (row?.events ?? 0) + 1,
    digest: digestOf(row?.digest ?? '', String(globalPosition)),
  }),
})

/** One of so many events, always the same ones. */
function isRefused(position: bigint, refusal: number): boolean {
  return refusal > 0 && position % BigInt(Math.round(1 / refusal)) === 0n
}

/** A projection of every kind: by batch, tried again; by event, parked when refused; by fold. */
export function chaosProjections({ refusal, onBatch }: Troubles): readonly AnyProjection[] {
  const maybeRefuse = (): void => {
    if (Math.random() < refusal) throw new Error('refused by chance')
  }
  const effects = defineProjection<Happened, object>({
    name: 'effects',
    version: 1,
    slices: 16,
    onError: { strategy: 'retry', firstMs: 5, longestMs: 50 },
    eventTypes: ['Happened'],
    async handleBatch(events, { tx }) {
      await sql`insert into effects select * from unnest(
        ${events.map(({ globalPosition }) => String(globalPosition))}::bigint[],
        ${events.map(({ streamId }) => streamId)}::text[])`.execute(tx)
      onBatch()
      maybeRefuse()
    },
  })
  const digests = defineProjection<Happened, object>({
    name: 'digests',
    version: 1,
    slices: 64,
    onError: 'deadLetter',
    on: {
      async Happened({ streamId, globalPosition }, { tx }) {
        await sql`insert into digests values (${streamId}, 1, md5(${String(globalPosition)}::text))
          on conflict (stream) do update set events = digests.events + 1,
            digest = md5(digests.digest || ${String(globalPosition)}::text)`.execute(tx)
        if (isRefused(globalPosition, refusal)) throw new Error('refused for what it is')
      },
    },
  })
  return [effects, digests, folded]
}
