import { globalPosition, projectionId, type GlobalPosition, type ProjectionChange } from '@uno-ts/types'
import { sql } from 'kysely'
import { changes, forgottenChanges, type ChangeTables } from './change-tables.ts'

/** How far somebody has read. */
export interface ChangeCursor {
  /** Whatever this snapshot of the database sees has been read; what it does not see is new, whatever its number. */
  readonly snapshot: string
  /** The highest number that was seen. */
  readonly changeId: string
}

/** Which changes are read. */
export interface ChangeWindow {
  /** Those that this snapshot does not see. */
  readonly from: string
  /** And this one does. Default: the one of the first page. */
  readonly to?: string | undefined
  /** Only those that a position does not cover: behind it, or made out of order, or after that. Default: all. */
  readonly after?: GlobalPosition | undefined
  /** What was forgotten up to this number has been read. Default: what was forgotten matters by its position only. */
  readonly readUpTo?: string | undefined
}

interface ChangeRow {
  readonly change_id: string | null
  readonly projection_id: string
  readonly keys: readonly string[] | null
  readonly resume_position: string
  readonly snapshot: string
}

/** A snapshot that sees nothing. */
export const nothingSeen = '1:1:'

/** Changes that are read at once. */
const pageSize = 500

/** The place behind everything there is. */
export async function openCursor(tables: ChangeTables): Promise<ChangeCursor> {
  const { rows } = await sql<{ snapshot: string; change_id: string }>`
    select pg_current_snapshot()::text as snapshot, greatest(
      (select max(change_id) from ${changes(tables)} where tenant_id = ${tables.tenant}),
      (select max(change_id) from ${forgottenChanges(tables)} where tenant_id = ${tables.tenant}), 0) as change_id`.execute(
    tables.db,
  )
  const [row] = rows
  return { snapshot: row?.snapshot ?? nothingSeen, changeId: row?.change_id ?? '0' } // it always gives one row
}

/**
 * Reads a window, what was forgotten in it first and without keys, then changes in the order of their numbers. They are told
 * apart by snapshots, because numbers are drawn before the commit: a lower one may appear later.
 *
 * @returns the last snapshot and number
 */
export async function* readChanges(
  tables: ChangeTables,
  { from, after, readUpTo, to }: ChangeWindow,
): AsyncGenerator<ProjectionChange, ChangeCursor> {
  let snapshot = to
  let changeId = '0'
  for (let isFirst = true; ; isFirst = false) {
    const unread = isFirst ? sql`gone.change_id > ${readUpTo ?? 0}::bigint` : sql`false`
    const rows = await sql<ChangeRow>`
      with edge as materialized (select coalesce(${snapshot ?? null}::pg_snapshot, pg_current_snapshot()) as snapshot)
      select edge.snapshot::text as snapshot, found.* from edge left join lateral (
        select gone.change_id, gone.projection_id, null::text[] as keys, gone.position as resume_position, 0 as place
        from ${forgottenChanges(tables)} gone
        where gone.tenant_id = ${tables.tenant} and ${unread}
          and (${after ?? null}::bigint is null or gone.position > ${after ?? null})
        union all (
          select change.change_id, change.projection_id, change.keys, change.resume_position, 1 as place
          from ${changes(tables)} change
          where change.tenant_id = ${tables.tenant} and change.change_id > ${changeId}::bigint
            and change.xid >= pg_snapshot_xmin(${from}::pg_snapshot)
            and not pg_visible_in_snapshot(change.xid, ${from}::pg_snapshot)
            and pg_visible_in_snapshot(change.xid, edge.snapshot)
            and (${after ?? null}::bigint is null or change.position > ${after ?? null} or change.change_id >= (
              select max(early.change_id) from ${changes(tables)} early
              where early.tenant_id = ${tables.tenant} and early.projection_id = change.projection_id and early.out_of_order))
          order by change.change_id limit ${pageSize})
      ) found on true order by found.place, found.change_id`.execute(tables.db)
    const found = rows.rows.filter(({ change_id: id }) => id !== null)
    yield* found.map((row) => changeOf(row, tables))
    snapshot ??= rows.rows[0]?.snapshot ?? from
    changeId = found.at(-1)?.change_id ?? changeId
    if (found.length < pageSize) break
  }
  const last = BigInt(changeId) > BigInt(readUpTo ?? 0) ? changeId : (readUpTo ?? '0')
  return { snapshot: snapshot ?? from, changeId: last }
}

function changeOf(row: ChangeRow, { tenant }: ChangeTables): ProjectionChange {
  return {
    projectionId: projectionId(row.projection_id),
    tenant,
    keys: row.keys ?? undefined,
    position: globalPosition(row.resume_position),
  }
}
