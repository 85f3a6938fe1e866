import { InMemoryEventStore } from '@uno-ts/testing'
import {
  globalPosition,
  type EventSqlSource,
  type EventStore,
  type InlineStatements,
  type PlannedEvent,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import type { ShopAppend, ShopEvent } from './shop-events.ts'

const source: EventSqlSource = {
  relation: 'log',
  columns: {
    tenant: 'tenant_id',
    streamId: 'stream_id',
    streamVersion: 'stream_version',
    globalPosition: 'global_position',
    type: 'type',
    schemaVersion: 'schema_version',
    data: 'data',
    metadata: 'metadata',
    recordedAt: 'recorded_at',
  },
  isReadAsStored: () => true,
}

/** Makes the table in which a {@link ShopLog} shows its events to SQL. */
export const createLog = `create table log (tenant_id text, global_position bigint, stream_id text, type text, data json,
  primary key (tenant_id, global_position))`

/** A store in memory whose events are also found by SQL. */
export interface ShopLog {
  readonly eventStore: EventStore
  /** Appends, and writes inline projections in a transaction of the rows. */
  append(append: ShopAppend, inline?: readonly InlineStatements[]): Promise<void>
  /** Copies the events to where SQL finds them. */
  publish(): Promise<void>
}

/** Makes an empty log. */
export async function shopLog(pool: Pool): Promise<ShopLog> {
  const memory = new InMemoryEventStore({ positionGap: () => 2 })
  const eventStore = Object.assign(memory, { sqlSource: () => source })
  await pool.query('truncate log')
  return {
    eventStore,
    async append({ stream, events }, inline = []) {
      const { streamVersion } = await memory.streamState(stream)
      for (const each of inline) await writeInline(pool, each, planned(events, stream, streamVersion))
      await memory.append(stream, events, { expectedVersion: streamVersion })
    },
    async publish() {
      const events = await Array.fromAsync(memory.readAll())
      await pool.query(
        `insert into log select 'default', * from unnest($1::bigint[], $2::text[], $3::text[], $4::json[])`,
        [
          events.map((event) => globalPosition(event.globalPosition)),
          events.map((event) => event.streamId),
          events.map((event) => event.type),
          events.map((event) => JSON.stringify(event.data)),
        ],
      )
    },
  }
}

function planned(
  events: readonly ShopEvent[],
  stream: ShopAppend['stream'],
  version: number,
): readonly PlannedEvent[] {
  return events.map(({ type, data }, index) => ({
    type,
    data,
    id: crypto.randomUUID(),
    tags: [],
    metadata: {},
    tenant: undefined,
    streamId: stream,
    streamVersion: version + index + 1,
  }))
}

async function writeInline(
  pool: Pool,
  inline: InlineStatements,
  all: readonly PlannedEvent[],
): Promise<void> {
  const events = all.filter(({ type }) => inline.eventTypes.includes(type))
  if (events.length === 0) return
  const client = await pool.connect()
  try {
    await client.query('begin')
    const transaction = { sql: undefined, connection: client }
    const statements = inline.statements(events) ?? (await inline.prepare?.(events, { transaction })) ?? []
    for (const { text, values } of statements) await client.query(text, [...values])
    await client.query('commit')
  } finally {
    client.release()
  }
}
