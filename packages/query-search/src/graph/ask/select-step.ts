import type { GraphNodeRef } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { Branch } from './branches.ts'
import { keysByLabel } from './select-level.ts'

/** One edge of a path, as the statement gives it. */
export interface StepRecord {
  readonly edge: string
  readonly against: boolean
  readonly label: string
  readonly key: string
  /** A number, or its text where the application has its own parsers. */
  readonly weight: number | string
  readonly properties: string
}

/** The first of some nodes, by key, that an edge leads to from one node, with the heaviest such edge. */
export function selectStep(
  { label, key }: GraphNodeRef,
  branches: readonly Branch[],
  among: readonly GraphNodeRef[],
): RawBuilder<StepRecord> {
  const wanted = keysByLabel(among)
  const found = branches.flatMap((branch) => {
    const keys = wanted.get(branch.toLabel)
    if (branch.fromLabel !== label || keys === undefined) return []
    return [
      sql`select ${sql.lit(branch.label)} as edge, ${sql.lit(branch.against)} as against,
  ${sql.lit(branch.toLabel)} as label, ${branch.far} as key, e.weight, e.properties
  from ${branch.table} e where ${branch.counts} and ${branch.near} = ${key} and ${branch.far} = any(${keys}::text[])`,
    ]
  })
  return sql`select edge, against, label, key, weight, properties::text as properties
from (${sql.join(found, sql` union all `)}) found
order by key, label collate "C", weight desc, edge collate "C", against limit 1`
}
