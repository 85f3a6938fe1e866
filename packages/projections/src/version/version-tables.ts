import type { VersionTable } from '@uno-ts/types'
import type { AnyProjection } from '../define/projection.ts'
import { quotedTable } from '../table/table-name.ts'
import { versionedTable } from './versioned-table.ts'

/** The tables that a definition has of its own in its version. */
export function versionTables({ tables = {}, version }: AnyProjection): readonly VersionTable[] {
  return Object.entries(tables).map(([logical, make]) => {
    const name = versionedTable(logical, version)
    const statements = make({ name, table: quotedTable(name), version })
    return { name, statements: typeof statements === 'string' ? [statements] : statements }
  })
}
