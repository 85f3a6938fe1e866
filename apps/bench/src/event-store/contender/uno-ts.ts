import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { parseStreamId, type MigrationSet } from '@uno-ts/types'
import type { Pool } from 'pg'
import type { AppendContender, OpenAppendContender } from '../append/append-contender.ts'
import type { SampleEvent } from '../append/sample-event.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'

/** The event store of this repository, as an application uses it. */
export const unoTs: AppendContender = unoTsWith({ name: 'uno-ts' })

/** The event store with options of its own, or on other migrations. */
export function unoTsWith({
  name,
  migrations = eventStoreMigrations,
  ...options
}: {
  readonly name: string
  readonly migrations?: MigrationSet
  readonly groupLanes?: number
}): AppendContender {
  return { name, open: (url, { connections }) => openUnoTs(openPool(url, connections), migrations, options) }
}

async function openUnoTs(
  pool: Pool,
  migrations: MigrationSet,
  options: { readonly groupLanes?: number },
): Promise<OpenAppendContender> {
  await migrate(pool, [migrations])
  const store = new PostgresEventStore({ pool, ...options })
  return {
    append: (stream, version, ...events) =>
      store.append(parseStreamId(stream), events, { expectedVersion: version }),
    async readStream(stream) {
      const { events } = await store.load(parseStreamId(stream))
      return events.map(({ type, data, metadata }) => ({ type, data, metadata }) as SampleEvent) // the path compares
    },
    totals: () => countEvents(pool, { table: 'uno.events', stream: 'stream_id', version: 'stream_version' }),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}
