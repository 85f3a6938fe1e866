import type { GraphNodeRef } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { Branch } from './branches.ts'

/** The nodes at the other ends of the edges of many nodes, each once; `among` leaves only those. */
export function selectLevel(
  frontier: readonly GraphNodeRef[],
  branches: readonly Branch[],
  among?: readonly GraphNodeRef[],
): RawBuilder<GraphNodeRef> | undefined {
  const keys = keysByLabel(frontier)
  const wanted = among && keysByLabel(among)
  const found = branches.flatMap(({ fromLabel, toLabel, near, far, table, counts }) => {
    const from = keys.get(fromLabel)
    const to = wanted?.get(toLabel)
    if (from === undefined || (wanted !== undefined && to === undefined)) return []
    const only = to === undefined ? sql`` : sql` and ${far} = any(${to}::text[])`
    return [
      sql`select ${sql.lit(toLabel)} as label, ${far} as key from ${table} e
  where ${counts} and ${near} = any(${from}::text[])${only}`,
    ]
  })
  if (found.length === 0) return undefined
  return found.length === 1
    ? sql`select distinct label, key from (${found[0]}) found`
    : sql`${sql.join(found, sql` union `)}`
}

/** Keys by their label. */
export function keysByLabel(nodes: readonly GraphNodeRef[]): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>()
  for (const { label, key } of nodes) {
    const known = keys.get(label)
    if (known === undefined) keys.set(label, [key])
    else known.push(key)
  }
  return keys
}
