import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { streamId, type Event, type MigrationSet } from '@uno-ts/types'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { EventStoreManager } from './event-store-manager.ts'

let database: TestDatabase
let pool: Pool
let schemas = 0

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const allSteps = eventStoreMigrations.steps.map((step) => `event-store/${step.name}`)
const anEvent: Event = { type: 'Happened', data: {} }

/** A manager of a schema that is not there yet. */
function aManager(sets?: readonly MigrationSet[]): {
  readonly manager: EventStoreManager
  readonly schema: string
} {
  const schema = `store_${++schemas}`
  return { manager: new EventStoreManager({ pool, schema, sets }), schema }
}

function firstSteps(amount: number): MigrationSet {
  return { ...eventStoreMigrations, steps: eventStoreMigrations.steps.slice(0, amount) }
}

describe('migrating', () => {
  it('does what is pending, once', async () => {
    const { manager } = aManager()
    expect(await manager.pending()).toEqual(allSteps)
    expect(await manager.migrate()).toEqual({ applied: allSteps })
    expect(await manager.pending()).toEqual([])
    expect(await manager.migrate()).toEqual({ applied: [] })
  })

  it.each(allSteps.map((_step, index) => index + 1))(
    'comes from the first %i steps to the same schema, with the events that were there',
    async (amount) => {
      const { manager, schema } = aManager()
      await new EventStoreManager({ pool, schema, sets: [firstSteps(amount)] }).migrate()
      await pool.query(
        `insert into ${schema}.streams values ('default', 'old-1', 1);
         insert into ${schema}.events select 'default', nextval('${schema}.event_position'), 'old-1', 1,
           gen_random_uuid(), 'Old', 1, array['old'], '{"a":"\\u0000"}', '{}', '2001-02-03 04:05:06.789+00';
         insert into ${schema}.event_tags values ('default', 'old', 1)`,
      )
      expect(await manager.pending()).toEqual(allSteps.slice(amount))
      await manager.migrate()
      expect(await manager.drift()).toEqual({ inSync: true, pending: [], differences: [] })

      const store = new PostgresEventStore({ pool, schema })
      await store.append(streamId('old', '1'), [anEvent], { expectedVersion: 1 })
      const { events } = await store.load(streamId('old', '1'))
      expect(events).toMatchObject([
        {
          type: 'Old',
          data: { a: '\0' },
          globalPosition: 1n,
          recordedAt: new Date('2001-02-03T04:05:06.789Z'),
        },
        { type: 'Happened', globalPosition: 2n },
      ])
      expect((await store.readByQuery({ items: [{ tags: ['old'] }] })).events).toHaveLength(1)
    },
  )

  it('looks after several packages in one schema', async () => {
    const other: MigrationSet = {
      name: 'other',
      steps: [{ name: '001', statements: ({ schema }) => [`create table ${schema}.other (x int)`] }],
    }
    const { manager } = aManager([eventStoreMigrations, other])
    await manager.migrate()
    expect((await manager.drift()).inSync).toBe(true)
  })

  it('tells of steps that this program does not know', async () => {
    const { manager, schema } = aManager()
    await manager.migrate()
    const older = new EventStoreManager({ pool, schema, sets: [firstSteps(2)] })
    for (const ask of [() => older.pending(), () => older.drift(), () => older.migrate()]) {
      await expect(ask()).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
    }
  })
})

describe('the printed SQL', () => {
  it('makes what migrating makes, bookkeeping included', async () => {
    const { manager, schema } = aManager()
    await pool.query(manager.sql())
    expect(await manager.drift()).toEqual({ inSync: true, pending: [], differences: [] })
    expect(await manager.migrate()).toEqual({ applied: [] })
    const { rows } = await pool.query(`select name from ${schema}.migrations order by applied_at, name`)
    expect(rows.map((row) => row.name)).toEqual(allSteps)
  })

  it('upgrades by what is pending', async () => {
    const { manager, schema } = aManager()
    await new EventStoreManager({ pool, schema, sets: [firstSteps(5)] }).migrate()
    await pool.query(manager.sql({ steps: await manager.pending() }))
    expect((await manager.drift()).inSync).toBe(true)
  })

  it('does nothing when part of it is there already', async () => {
    const { manager, schema } = aManager()
    await new EventStoreManager({ pool, schema, sets: [firstSteps(2)] }).migrate()
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await expect(client.query(manager.sql())).rejects.toMatchObject({ code: '42P07' })
    await client.end()
    expect(await manager.pending()).toEqual(allSteps.slice(2))
  })

  it('knows no other steps', () => {
    const { manager } = aManager()
    expect(() => manager.sql({ steps: ['event-store/000'] })).toThrow('no migration step "event-store/000"')
  })
})

describe('drift', () => {
  it('is not there after migrating, whatever the schema is called, and looking leaves nothing behind', async () => {
    const before = await schemaNames()
    const manager = new EventStoreManager({ pool, schema: 'events' })
    await manager.migrate()
    expect(await manager.drift()).toEqual({ inSync: true, pending: [], differences: [] })
    expect(await schemaNames()).toEqual([...before, 'events'].toSorted())
  })

  it('tells what is pending apart from what differs', async () => {
    const { manager, schema } = aManager()
    expect(await manager.drift()).toEqual({ inSync: false, pending: allSteps, differences: [] })
    await new EventStoreManager({ pool, schema, sets: [firstSteps(5)] }).migrate()
    expect(await manager.drift()).toEqual({ inSync: false, pending: allSteps.slice(5), differences: [] })
  })

  it.each([
    [
      'alter sequence S.event_position cache 10',
      { kind: 'sequence', name: 'event_position' },
      /cache 1$/,
      /cache 10$/,
    ],
    ['alter table S.streams add note text', { kind: 'column', name: 'streams.note' }, /^nothing$/, /^text$/],
    [
      'alter table S.snapshots alter taken_at drop not null',
      { kind: 'column', name: 'snapshots.taken_at' },
      /not null/,
      /zone$/,
    ],
    [
      'alter table S.migrations alter name type text collate "C"',
      { kind: 'column', name: 'migrations.name' },
      /^text not null$/,
      /^text collate "C" not null$/,
    ],
    [
      'alter table S.events alter recorded_at set default now()',
      { kind: 'column', name: 'events.recorded_at' },
      /default clock_timestamp\(\)/,
      /default now\(\)/,
    ],
    ['alter table S.events set unlogged', { kind: 'table', name: 'events' }, /^table$/, /^unlogged table$/],
    [
      'alter table S.streams reset (fillfactor)',
      { kind: 'table', name: 'streams' },
      /fillfactor=80/,
      /^table$/,
    ],
    [
      'alter table S.events enable row level security',
      { kind: 'table', name: 'events' },
      /^table$/,
      /row level security/,
    ],
    [
      'drop table S.query_snapshots cascade',
      { kind: 'table', name: 'query_snapshots' },
      /^table$/,
      /^nothing$/,
    ],
    [
      'alter table S.events add check (type <> $$x$$)',
      { kind: 'constraint', name: 'events.events_type_check' },
      /^nothing$/,
      /CHECK/,
    ],
    [
      'create index by_type on S.events (type)',
      { kind: 'index', name: 'by_type' },
      /^nothing$/,
      /ON events USING btree \(type\)/,
    ],
    [
      'alter table S.events disable trigger only_moved',
      { kind: 'trigger', name: 'events.only_moved' },
      /only_moved_from_events\(\)$/,
      /\(disabled\)$/,
    ],
    [
      'drop trigger refuse_change on S.event_tags',
      { kind: 'trigger', name: 'event_tags.refuse_change' },
      /BEFORE/,
      /^nothing$/,
    ],
    [
      'create rule silent as on insert to S.events do instead nothing',
      { kind: 'rule', name: 'events.silent' },
      /^nothing$/,
      /NOTHING/,
    ],
    [
      'create policy everybody on S.events using (true)',
      { kind: 'policy', name: 'events.everybody' },
      /^nothing$/,
      /using true/,
    ],
    [
      'create or replace view S.stream_events with (security_invoker = true) as select * from S.events',
      { kind: 'view', name: 'stream_events' },
      /archived_events/,
      /^((?!archived).)*$/s,
    ],
    [
      'create or replace function S.floor_tag() returns bigint language sql stable as $$ select 1::bigint $$',
      { kind: 'function', name: 'floor_tag()' },
      /body [0-9a-f]{12}$/,
      /body [0-9a-f]{12}$/,
    ],
    [
      'alter function S.lock_tags(int[]) security definer',
      { kind: 'function', name: 'lock_tags(p_locks integer[])' },
      /volatile body/,
      /security definer/,
    ],
    [
      'grant execute on function S.horizon to public',
      { kind: 'function', name: 'horizon(' },
      /volatile body/,
      /for everybody/,
    ],
    [
      'create function S.horizon(x int) returns int language sql as $$ select 1 $$',
      { kind: 'function', name: 'horizon(x integer)' },
      /^nothing$/,
      /^returns integer/,
    ],
  ])('tells of %s', async (statement, { kind, name }, expected, found) => {
    const { manager, schema } = aManager()
    await manager.migrate()
    await pool.query(statement.replaceAll('S.', `${schema}.`))
    const { inSync, differences } = await manager.drift()
    expect(inSync).toBe(false)
    const difference = differences.find((entry) => entry.kind === kind && entry.name.startsWith(name))
    expect(difference?.expected ?? 'nothing').toMatch(expected)
    expect(difference?.found ?? 'nothing').toMatch(found)
    expect(difference?.expected).not.toBe(difference?.found)
  })

  it('does not care for what others keep in the schema', async () => {
    const { manager, schema } = aManager()
    await manager.migrate()
    await pool.query(
      `create table ${schema}.theirs (x int primary key); create sequence ${schema}.their_numbers;
       create function ${schema}.their_function() returns int language sql as 'select 1'`,
    )
    expect(await manager.drift()).toEqual({ inSync: true, pending: [], differences: [] })
  })
})

describe('counts', () => {
  it('are exact for what is small, by category and type, the archive apart', async () => {
    const { manager, schema } = aManager()
    await manager.migrate()
    const store = new PostgresEventStore({ pool, schema })
    const other = new PostgresEventStore({ pool, schema, tenant: 'other' })
    for (const nr of [1, 2, 3]) {
      await store.append(streamId('order', String(nr)), [anEvent, { ...anEvent, type: 'Again' }], {
        expectedVersion: 0,
      })
    }
    await store.append(streamId('cart', '1'), [anEvent], { expectedVersion: 0 })
    await other.append(streamId('order', '1'), [anEvent], { expectedVersion: 0 })
    await manager.archive(streamId('order', '2'))

    const ofOne = {
      exact: true,
      streams: 4,
      archivedStreams: 1,
      events: 5,
      archivedEvents: 2,
      byCategory: [
        { category: 'order', streams: 3, archivedStreams: 1, events: 4, archivedEvents: 2 },
        { category: 'cart', streams: 1, archivedStreams: 0, events: 1, archivedEvents: 0 },
      ],
      byType: [
        { type: 'Happened', events: 3, archivedEvents: 1 },
        { type: 'Again', events: 2, archivedEvents: 1 },
      ],
    }
    expect(await manager.counts({ tenant: 'default' })).toEqual(ofOne)
    expect(await manager.counts({ tenant: 'default', exact: true })).toEqual(ofOne)
    expect(await manager.counts()).toMatchObject({ streams: 5, events: 6 })
    expect(await manager.counts({ tenant: 'nobody' })).toMatchObject({ streams: 0, events: 0, byType: [] })
    expect(await manager.aggregateCount('order')).toBe(4)
    expect(await manager.aggregateCount('order', { tenant: 'default' })).toBe(3)
    expect(await manager.aggregateCount('orde')).toBe(0)
    await expect(manager.aggregateCount('order-1')).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })

  it('are estimated for what is large', async () => {
    const { manager, schema } = aManager()
    await manager.migrate()
    await pool.query(
      `insert into ${schema}.events select 'default', n, case when n % 4 = 0 then 'cart-' else 'order-' end || n, 1,
         gen_random_uuid(), 'Happened', 1, null, to_json(repeat('x', 500)), '{}' from generate_series(1, 40000) n`,
    )
    const estimated = await manager.counts()
    expect(estimated.exact).toBe(false)
    expect(estimated.events).toBeGreaterThan(34_000)
    expect(estimated.events).toBeLessThan(46_000)
    expect(estimated.byCategory.map((entry) => entry.category)).toEqual(['order', 'cart'])
    expect(await manager.counts({ exact: true })).toMatchObject({ exact: true, events: 40_000 })
  })
})

async function schemaNames(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>('select nspname as name from pg_namespace')
  return rows.map((row) => row.name).toSorted()
}
