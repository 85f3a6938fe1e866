import type { TenantId, WantedSlices } from '@uno-ts/types'
import { sql, type Kysely, type RawBuilder } from 'kysely'

/** Where the tables of leases are, and whose rows count. */
export interface LeaseTables {
  readonly db: Kysely<any>
  readonly schema: string
  readonly tenant: TenantId
}

/** The checkpoints, which also say who holds what. */
export function checkpoints({ schema }: LeaseTables): RawBuilder<unknown> {
  return sql.id(schema, 'projection_checkpoints')
}

/** The members. */
export function members({ schema }: LeaseTables): RawBuilder<unknown> {
  return sql.id(schema, 'projection_members')
}

/** Whether a version was replaced or given up: nobody writes its rows any more. `row` has its projection and version. */
export function isOver(
  { schema }: Pick<LeaseTables, 'schema'>,
  tenant: string,
  row: string,
): RawBuilder<unknown> {
  return sql`exists (select from ${sql.id(schema, 'projection_versions')} begun
    where begun.tenant_id = ${tenant} and begun.projection_id = ${sql.ref(`${row}.projection_id`)}
      and begun.version = ${sql.ref(`${row}.version`)} and begun.state in ('retired', 'cancelled'))`
}

/** The slices as rows `(projection_id, version, slice)`, in the order in which all processes lock them. */
export function sliceRows(slices: readonly WantedSlices[]): RawBuilder<unknown> {
  const rows = slices.flatMap(({ projectionId, version, slices: numbers }) =>
    numbers.map((slice) => ({ projectionId, version, slice })),
  )
  return sql`(select * from unnest(${rows.map(({ projectionId }) => projectionId)}::text[],
      ${rows.map(({ version }) => version)}::int[], ${rows.map(({ slice }) => slice)}::int[])
    as given (projection_id, version, slice) order by 1, 2, 3)`
}
