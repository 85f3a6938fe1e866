import type { Schema } from '@uno-ts/types'

/** What JSON has no notation for: a bigint is stored as a decimal string, a date as an ISO 8601 instant. */
export type FieldKind = 'bigint' | 'date'

/** A field that is stored as a string and read as what it is. */
export interface DeclaredField {
  /** The keys on the way to it; `*` is every item of a list or every value of an object. */
  readonly path: readonly string[]
  readonly kind: FieldKind
}

/** A schema that says which of its fields JSON cannot carry. */
export type SchemaWithFields<Given extends Schema = Schema> = Pick<Given, '~standard'> & {
  readonly '~fields': readonly DeclaredField[]
}

/**
 * Declares the bigints and dates of a schema, so that events have them when they are read, as they had when they were
 * appended. Where a field is absent or `null`, it stays so.
 *
 * @param fields - kinds by path: `total`, `period.from`, `lines.*.price`
 * @example
 * ```ts
 * import { defineEvent, withFields } from '@uno-ts/event-store-pg'
 * import { z } from 'zod'
 *
 * const data = z.object({ shares: z.bigint(), issuedAt: z.date() })
 *
 * export const sharesIssued = defineEvent({
 *   type: 'SharesIssued',
 *   schemas: [withFields(data, { shares: 'bigint', issuedAt: 'date' })],
 * })
 * ```
 */
export function withFields<Given extends Schema>(
  schema: Given,
  fields: Readonly<Record<string, FieldKind>>,
): SchemaWithFields<Given> {
  const declared = Object.entries(fields).map(([path, kind]) => ({ path: path.split('.'), kind }))
  return { '~standard': schema['~standard'], '~fields': declared }
}

/** The fields a schema declares. */
export function declaredFields(schema: Schema): readonly DeclaredField[] {
  return '~fields' in schema ? (schema as SchemaWithFields)['~fields'] : [] // only `withFields` writes that key
}
