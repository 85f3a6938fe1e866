import type { ColumnType } from '@uno-ts/types'

/** What kind of value a group or a measure has in the answer. */
export type FigureKind = 'count' | 'number' | 'bigint' | 'decimal' | 'text' | 'boolean' | 'timestamp' | 'json'

/** The type a name of the answer is compared as, in `having`. */
export const comparedAs: Readonly<Record<FigureKind, ColumnType>> = {
  count: 'integer',
  number: 'number',
  bigint: 'bigint',
  decimal: 'bigint', // whatever number it is compared with, as it is
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamp',
  json: 'json',
}

/** Reads a value that was selected as text, so that no parser of the application's has touched it. */
export function decodeFigure(kind: FigureKind, text: string | null): unknown {
  if (text === null) return null
  switch (kind) {
    case 'count':
    case 'number':
      return Number(text)
    case 'bigint':
      return BigInt(text)
    case 'boolean':
      return text === 'true'
    case 'timestamp':
      return new Date(text)
    case 'json':
      return JSON.parse(text)
    case 'decimal':
    case 'text':
      return text
  }
}
