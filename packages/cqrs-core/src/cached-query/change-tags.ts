import type { ProjectionChange, ProjectionId } from '@uno-ts/types'

/**
 * The tags of an answer made of rows of a projection, whichever they are: any change of its rows drops it.
 *
 * @example
 * ```ts
 * import { rowsOf, type CachedQueryOptions } from '@uno-ts/cqrs-core'
 * import { projectionId } from '@uno-ts/types'
 *
 * const sales = projectionId('sales')
 * export const report: Pick<CachedQueryOptions<never>, 'tags'> = { tags: () => rowsOf(sales) }
 * ```
 */
export function rowsOf(projectionId: ProjectionId): readonly string[] {
  return [allOf(projectionId), someOf(projectionId)]
}

/**
 * The tags of an answer made of one row of a projection: it is dropped by changes that name the row, and by those that name
 * none. Only a projection that names the keys of its changes tells rows apart; that of others is dropped by all of them.
 *
 * @example
 * ```ts
 * import { rowOf } from '@uno-ts/cqrs-core'
 * import { projectionId } from '@uno-ts/types'
 *
 * const customers = projectionId('customers')
 * export const ofCustomer = ({ id }: { readonly id: string }): readonly string[] => rowOf(customers, id)
 * ```
 */
export function rowOf(projectionId: ProjectionId, key: string): readonly string[] {
  return [allOf(projectionId), oneOf(projectionId, key)]
}

/** The tags that a change makes outdated. */
export function changedTags({ projectionId, keys }: ProjectionChange): readonly string[] {
  if (keys === undefined) return [allOf(projectionId)]
  return [someOf(projectionId), ...keys.map((key) => oneOf(projectionId, key))]
}

const allOf = (projectionId: ProjectionId) => `projection:${projectionId}`
const someOf = (projectionId: ProjectionId) => `rows:${projectionId}`
const oneOf = (projectionId: ProjectionId, key: string) => `row:${projectionId}:${key}`
