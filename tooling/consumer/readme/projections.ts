import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import { streamId } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import assert from 'node:assert/strict'
import { serve } from './example.ts'

await using database = await embedded()
await migrate(database.pool, [eventStoreMigrations, projectionMigrations])
await database.pool.query('create table order_summary (order_id text primary key, status text, lines int)')
const eventStore = new PostgresEventStore({ pool: database.pool })
const placed = { type: 'OrderPlaced', data: { orderId: '7', lines: 2 } }
await eventStore.append(streamId('order', '7'), [placed], { expectedVersion: 'no-stream' })

await serve(eventStore, new Kysely({ dialect: new PostgresDialect({ pool: database.pool }) }))
const { rows } = await database.pool.query('select * from order_summary')
assert.deepEqual(rows, [{ order_id: '7', status: 'placed', lines: 2 }])
