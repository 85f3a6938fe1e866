import { randomBytes } from 'node:crypto'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { streamId, type Event } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { collected, history } from '../../test/describe-import.ts'
import { PostgresIdempotencyStore } from '../idempotency/postgres-idempotency-store.ts'
import { importEvents } from '../import/import-events.ts'
import { EventStoreManager } from '../manager/event-store-manager.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { migrate } from '../schema/migrate.ts'
import { PostgresSnapshotStore } from '../snapshot/postgres-snapshot-store.ts'
import { PostgresUnitOfWorkFactory } from '../unit-of-work/postgres-unit-of-work-factory.ts'

/** Roles belong to the whole server: nobody else's tests may meet them. */
const suffix = randomBytes(4).toString('hex')
const names = ['owner', 'reader', 'writer', 'manager', 'careless'] as const
type Role = (typeof names)[number]
const nameOf = (role: Role): string => `Uno "${role}" ${suffix}`
const quoted = (role: Role): string => `"${nameOf(role).replaceAll('"', '""')}"`

let database: TestDatabase
let admin: Pool
const pools = new Map<Role, Pool>()

/** A pool whose connections act as a role, as if they had logged in as it. */
function as(role: Role): Pool {
  const known = pools.get(role)
  if (known !== undefined) return known
  const url = new URL(database.url)
  url.username = encodeURIComponent(nameOf(role))
  url.password = 'secret'
  const pool = new Pool({ connectionString: url.href, max: 4 })
  pools.set(role, pool)
  return pool
}

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  admin = new Pool({ connectionString: database.url, max: 1 })
  for (const role of names) await admin.query(`create role ${quoted(role)} login password 'secret'`)
  await admin.query(`grant create on database "${database.name}" to ${quoted('owner')}`)
  const manager = new EventStoreManager({ pool: as('owner') })
  await manager.migrate()
  const roles = { reader: nameOf('reader'), writer: nameOf('writer'), manager: nameOf('manager') }
  await manager.grant(roles)
  await manager.grant(roles) // after each upgrade
  // What should not be done, and what it leads to.
  await admin.query(
    `create schema writers authorization ${quoted('writer')};
     create schema careless authorization ${quoted('careless')}`,
  )
  await as('owner').query(
    `grant usage on schema uno to ${quoted('careless')}; grant all on all tables in schema uno to ${quoted('careless')};
     grant all on all sequences in schema uno to ${quoted('careless')}`,
  )
})
afterAll(async () => {
  for (const pool of pools.values()) await pool.end()
  for (const role of names)
    await admin.query(`drop owned by ${quoted(role)} cascade; drop role ${quoted(role)}`)
  await admin.end()
  await database.drop()
})

const anEvent: Event = { type: 'Happened', data: {}, tags: ['tag'] }
let streams = 0
const aStream = () => streamId('role', String(++streams))
const denied = { code: '42501' }
const refused = { code: '2F002' }

const tampering = [
  "update uno.events set type = 'x'",
  'delete from uno.events',
  'truncate uno.events',
  'update uno.archived_events set stream_version = 7',
  'delete from uno.archived_events',
  'truncate uno.archived_events cascade',
  'update uno.streams set stream_version = 7',
  'delete from uno.streams',
  "insert into uno.streams values ('default', 'forged-1', 1)",
  'delete from uno.event_tags',
  'update uno.migrations set name = name',
  "select nextval('uno.event_position')",
  "select setval('uno.event_position', 1)",
  'alter table uno.events disable trigger all',
  'alter table uno.events add column note text',
  'drop trigger refuse_change on uno.events',
  'drop table uno.events cascade',
  'create or replace function uno.floor_tag() returns bigint language sql as $$ select 1::bigint $$',
  'alter function uno.append_event security invoker',
  'create table uno.mine (x int)',
  'create trigger mine before insert on uno.events execute function uno.refuse_change()',
  'alter sequence uno.event_position cache 100',
  'set session_replication_role = replica',
]

describe('a writer', () => {
  const store = (): PostgresEventStore => new PostgresEventStore({ pool: as('writer') })

  it('starts where everything is migrated, and does not migrate', async () => {
    await expect(migrate(as('writer'), [eventStoreMigrations])).resolves.toEqual({ applied: [] })
    const more = {
      name: 'more',
      steps: [{ name: '001', statements: () => ['create table uno.more (x int)'] }],
    }
    await expect(migrate(as('writer'), [more])).rejects.toMatchObject({ sqlState: '42501' })
  })

  it('appends in every way, and reads', async () => {
    const stream = aStream()
    await store().append(stream, [anEvent], { expectedVersion: 'no-stream' })
    await store().append(stream, [{ ...anEvent, id: crypto.randomUUID() }], { expectedVersion: 'any' })
    const query = { items: [{ tags: ['tag'] }] }
    const { head } = await store().readByQuery(query)
    await store().commit({
      appends: [{ streamId: stream, expectedVersion: 2, events: [anEvent, anEvent] }],
      conditions: [{ failIfEventsMatch: query, after: head }],
    })
    await Promise.all(
      Array.from({ length: 20 }, () => store().append(aStream(), [anEvent], { expectedVersion: 0 })),
    )
    const together = store()
    await Promise.all(
      Array.from({ length: 20 }, () => together.append(aStream(), [anEvent], { expectedVersion: 0 })),
    )
    expect(await collected(store().readStream(stream))).toHaveLength(4)
    expect(await collected(store().readAll())).toHaveLength(44)
    const subscription = store().subscribe()
    for await (const page of subscription) {
      expect(page.events).toHaveLength(44)
      break
    }
  })

  it('commits units of work', async () => {
    const eventStore = store()
    await using unit = new PostgresUnitOfWorkFactory({ eventStore, pool: as('writer') }).begin()
    await unit.transaction()
    unit.append(aStream(), [anEvent], { expectedVersion: 'no-stream' })
    await expect(unit.commit()).resolves.toMatchObject({ appends: [{ streamVersion: 1 }] })
  })

  it('keeps the outcomes of commands', async () => {
    const keys = new PostgresIdempotencyStore({ pool: as('writer') })
    const key = { tenant: 'default', key: 'k-1', fingerprint: '' }
    await using unit = new PostgresUnitOfWorkFactory({ eventStore: store(), pool: as('writer') }).begin()
    const transaction = await unit.transaction()
    expect(await keys.claim(key, transaction)).toEqual({ state: 'unknown' })
    await keys.record(key, { ok: true, value: 1 }, transaction)
    expect(await keys.claim(key, transaction)).toMatchObject({ state: 'done' })
    await unit.commit()
    expect(await keys.forget({ maxAgeMs: 0 })).toBe(1)
  })

  it('keeps snapshots', async () => {
    const stream = aStream()
    await store().append(stream, [anEvent], { expectedVersion: 'no-stream' })
    const snapshots = new PostgresSnapshotStore({ pool: as('writer') })
    const snapshot = { streamId: stream, streamVersion: 1, schemaVersion: 1, state: {}, takenAt: new Date(0) }
    await snapshots.save(snapshot)
    expect(await snapshots.load(stream, { schemaVersion: 1 })).toEqual(snapshot)
    await snapshots.delete(stream)
  })

  it.each([
    ...tampering,
    "insert into uno.events select 'default', 1000, 'forged-1', 1, gen_random_uuid(), 'x', 1, null, '{}', '{}', now()",
    'copy uno.events from stdin',
    "select uno.archive_streams('default', array['role-1'], null)",
    "select uno.unarchive_streams('default', array['role-1'])",
    "select uno.begin_import('default', array['role-1'], array[1], array[1])",
    `set role ${quoted('owner')}`,
  ])('cannot %s', async (statement) => {
    await expect(as('writer').query(statement)).rejects.toMatchObject(denied)
  })

  it('cannot make the functions of the store do something else by names of its own', async () => {
    const client = await as('writer').connect()
    try {
      await client.query(
        `create temp table streams (like uno.streams); create temp table events (like uno.events);
         create function writers.clock_timestamp() returns timestamptz language sql as 'select now() - interval ''1 year''';
         create function writers.anything(text, text) returns boolean language plpgsql as $$
           begin raise exception 'acting for %', current_user; end $$;
         create operator writers.= (leftarg = text, rightarg = text, function = writers.anything)`,
      )
      await client.query('set search_path = pg_temp, writers, pg_catalog, uno')
      await expect(client.query("select 'a'::text = 'a'::text")).rejects.toThrow(
        `acting for ${nameOf('writer')}`,
      )
      const stream = aStream()
      const plan = (expectedVersion: number | 'any') => ({
        appends: [{ streamId: stream, expectedVersion, events: [anEvent] }],
      })
      await store().commitOn(client, plan(0))
      await store().commitOn(client, plan('any'))
      const events = await collected(store().readStream(stream))
      expect(events.map((event) => event.streamVersion)).toEqual([1, 2])
      expect(Date.now() - (events[1]?.recordedAt.getTime() ?? 0)).toBeLessThan(60_000)
    } finally {
      client.release(true)
    }
  })
})

describe('a reader', () => {
  it('reads in every way, and follows', async () => {
    const store = new PostgresEventStore({ pool: as('reader') })
    const writer = new PostgresEventStore({ pool: as('writer') })
    const stream = aStream()
    const { globalPosition } = await writer.append(stream, [anEvent], { expectedVersion: 'no-stream' })
    expect((await store.load(stream, { snapshotSchemaVersion: 1 })).streamVersion).toBe(1)
    expect((await store.streamState(stream)).streamVersion).toBe(1)
    expect((await store.readByQuery({ items: [{ tags: ['tag'], types: ['Happened'] }] })).events).not.toEqual(
      [],
    )
    expect(await store.head()).toBe(globalPosition)
    for await (const page of store.subscribe()) {
      expect(page.position).toBe(globalPosition)
      break
    }
    expect(await new EventStoreManager({ pool: as('reader') }).aggregateCount('role')).toBe(streams)
  })

  it('cannot append, not even through the functions of the store', async () => {
    const store = new PostgresEventStore({ pool: as('reader') })
    for (const events of [[anEvent], [anEvent, anEvent]]) {
      await expect(store.append(aStream(), events, { expectedVersion: 0 })).rejects.toMatchObject({
        sqlState: '42501',
      })
    }
  })

  it.each([...tampering, "insert into uno.snapshots select 'default', 'a-1', 1, 1, '{}', now(), ''"])(
    'cannot %s',
    async (statement) => {
      await expect(as('reader').query(statement)).rejects.toMatchObject(denied)
    },
  )
})

describe('a manager', () => {
  it('archives, unarchives, counts and imports', async () => {
    const manager = new EventStoreManager({ pool: as('manager') })
    const stream = aStream()
    await new PostgresEventStore({ pool: as('manager') }).append(stream, [anEvent], { expectedVersion: 0 })
    expect(await manager.archive(stream)).toEqual({ events: 1 })
    expect(await manager.unarchive(stream)).toEqual({ events: 1 })
    expect((await manager.counts({ exact: true })).events).toBeGreaterThan(0)
    expect(await manager.pending()).toEqual([])
    for (const copy of [true, false]) {
      const result = await importEvents(history(20, copy ? 'copied' : 'inserted'), {
        pool: as('manager'),
        copy,
        expectedVersion: 'no-stream',
      })
      expect(result).toMatchObject({ imported: 20 })
      await expect(
        importEvents(history(1), { pool: as('writer'), copy, expectedVersion: 'any' }),
      ).rejects.toMatchObject({ sqlState: '42501' })
    }
  })

  it.each(tampering)('cannot %s', async (statement) => {
    await expect(as('manager').query(statement)).rejects.toMatchObject(denied)
  })
})

describe('a role that was granted everything on all tables', () => {
  it.each([
    "update uno.events set type = 'x'",
    'delete from uno.events',
    'truncate uno.events',
    'delete from uno.archived_events',
    'delete from uno.event_tags',
    // A copy in the archive does not help who does not act for the owner.
    `with copied as (insert into uno.archived_events select * from uno.events where stream_id = 'role-1')
       delete from uno.events where stream_id = 'role-1'`,
    // Nor do functions and settings of its own.
    `set search_path = careless, pg_catalog; delete from uno.events`,
    `select set_config('uno.archiving', 'on', true); delete from uno.events`,
  ])('is still refused by the triggers: %s', async (statement) => {
    const client = await as('careless').connect()
    try {
      await client.query(
        `create or replace function careless.pg_has_role(name, oid, text) returns boolean language sql as 'select true'`,
      )
      await expect(client.query(statement)).rejects.toMatchObject(refused)
    } finally {
      client.release(true)
    }
  })
})

describe('the owner', () => {
  it.each(["update uno.events set type = 'x'", 'delete from uno.events', 'truncate uno.events'])(
    'is refused as well: %s',
    async (statement) => {
      await expect(as('owner').query(statement)).rejects.toMatchObject(refused)
    },
  )
})

describe('rights', () => {
  it('are given to nobody by default, on nothing of the store', async () => {
    const { rows } = await admin.query(
      `select p.oid::regprocedure::text as name from pg_proc p
       where p.pronamespace = 'uno'::regnamespace and has_function_privilege('public', p.oid, 'execute')
       union all
       select c.relname from pg_class c, aclexplode(c.relacl) a
       where c.relnamespace = 'uno'::regnamespace and a.grantee = 0`,
    )
    expect(rows).toEqual([])
  })

  it('cover everything a store has: what is new must be granted to somebody, or to nobody on purpose', async () => {
    const internal = ['condition_fails', 'conditions_that_fail', 'only_moved', 'refuse_'] // reached through other functions
    const { rows } = await admin.query<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'uno'::regnamespace
         and not has_function_privilege($1, oid, 'execute')
       union all
       select relname from pg_class where relnamespace = 'uno'::regnamespace and relkind in ('r', 'v')
         and not has_table_privilege($1, oid, 'select')`,
      [nameOf('manager')],
    )
    expect(rows.filter(({ name }) => !internal.some((prefix) => name.startsWith(prefix)))).toEqual([])
  })

  it('are printed for roles with any name, and for those asked for alone', () => {
    const manager = new EventStoreManager({ pool: admin })
    const statements = manager.grantStatements({ reader: 'a"; drop table x; --' })
    expect(statements[0]).toBe('grant usage on schema "uno" to "a""; drop table x; --"')
    expect(statements.join()).not.toContain('append')
    expect(manager.grantStatements({})).toEqual([])
    expect(() => manager.grantStatements({ writer: '' })).toThrow('1 to 63 bytes')
  })
})
