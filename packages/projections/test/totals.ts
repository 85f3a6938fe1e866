import { sql } from 'kysely'
import { defineProjection, type Projection } from '../src/index.ts'
import type { TestEvent } from './tally.ts'

/** What {@link totals} keeps, whatever the version. */
export interface TotalsTables {
  totals: { key: string; count: string }
}

/**
 * Counts events by key in tables of its own, `factor` for each event: so a row tells which version has written it. Version 1
 * counts ones and version 2 thousands, unless said otherwise.
 */
export function totals(
  version: number,
  options: Partial<Projection<TestEvent, TotalsTables>> = {},
): Projection<TestEvent, TotalsTables> {
  const factor = factorOf(version)
  return defineProjection<TestEvent, TotalsTables>({
    name: 'totals',
    version,
    tables: {
      totals: ({ table }) => `create table ${table} (key text primary key, count bigint not null)`,
    },
    resetKey: (key, { tx, table }) =>
      sql`delete from ${sql.table(table('totals'))} where key = ${key}`.execute(tx),
    sliceBy: ({ data }) => ('key' in data ? data.key : ''),
    keys: ({ data }) => ('key' in data ? [data.key] : []),
    on: {
      Counted: ({ data }, { tx, table }) =>
        sql`insert into ${sql.table(table('totals'))} as total (key, count) values (${data.key}, ${factor})
          on conflict (key) do update set count = total.count + ${factor}`.execute(tx),
    },
    ...options,
  })
}

/** What version `version` counts an event as. */
export function factorOf(version: number): number {
  return 1_000 ** (version - 1)
}
