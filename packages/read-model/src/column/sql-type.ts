import type { ColumnType } from '@uno-ts/types'

/** The type a value of a column is cast to. */
export const sqlType: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'bigint', // a safe integer has up to 53 bits
  bigint: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  json: 'jsonb',
  'text[]': 'text[]',
}

/** The type as a table declares it: text is ordered by code point, on every server alike. */
export function columnType(type: ColumnType): string {
  return type === 'text' || type === 'text[]' ? `${sqlType[type]} collate "C"` : sqlType[type]
}
