/**
 * What the database calls a table that a version of a projection has of its own.
 *
 * @example
 * ```ts
 * import { versionedTable } from '@uno-ts/projections'
 *
 * export const second = versionedTable('order_summary', 2) // order_summary_v2
 * ```
 */
export function versionedTable(name: string, version: number): string {
  return `${name}_v${version}`
}
