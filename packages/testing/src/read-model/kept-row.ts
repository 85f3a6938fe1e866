import {
  InvalidArgumentError,
  type ColumnDefinition,
  type ColumnType,
  type ReadModelDefinition,
} from '@uno-ts/types'
import { isKeepableText } from './keepable.ts'
import type { AnyRow } from './model-field.ts'

/**
 * A copy of a row as the model keeps it: columns checked, those that are missing null, the rest as JSON.
 *
 * @param fields - the fields a row may have; `undefined`: any
 * @throws InvalidArgumentError naming a field that is not there or cannot hold its value
 */
export function keptRow(
  model: ReadModelDefinition,
  row: AnyRow,
  fields: ReadonlySet<string> | undefined,
): AnyRow {
  const kept: Record<string, unknown> = {}
  const columns: Readonly<Record<string, ColumnDefinition>> = {
    [model.key]: { type: 'text' },
    ...model.columns,
  }
  for (const [field, { type, nullable = false }] of Object.entries(columns)) {
    const value = row[field] ?? null
    if (value === null ? !nullable : !fits[type](value)) {
      throw new InvalidArgumentError(
        `${model.name}.${field}: expected ${type}${nullable ? ' or null' : ''}, found another kind of value`,
      )
    }
    kept[field] = structuredClone(value)
  }
  for (const [field, value] of Object.entries(row)) {
    if (Object.hasOwn(columns, field) || value === undefined) continue
    if (fields?.has(field) === false) {
      throw new InvalidArgumentError(`${model.name} has no field ${JSON.stringify(field.slice(0, 60))}`)
    }
    if (!isJson(value))
      throw new InvalidArgumentError(`${model.name}.${field}: expected JSON, found something else`)
    kept[field] = JSON.parse(JSON.stringify(value))
  }
  return kept
}

const fits: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
  text: isText,
  integer: Number.isSafeInteger,
  bigint: (value) => typeof value === 'bigint',
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  json: isJson,
  'text[]': (value) => Array.isArray(value) && value.every(isText),
}

/** Whether JSON carries the value without loss; keys whose value is `undefined` are left out. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || isText(value)) return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.values(value).every((inner) => inner === undefined || isJson(inner))
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && isKeepableText(value)
}
