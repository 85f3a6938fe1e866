import type { FieldPath } from '@uno-ts/types'
import { resolveField } from '../criteria/resolve-field.ts'
import { quoted } from '../table/identifier.ts'
import type { ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'

/**
 * The columns that hold these fields, quoted.
 *
 * @throws InvalidArgumentError naming a field the model does not have
 */
export function columnsOf(table: ModelTable, fields: readonly FieldPath[]): readonly string[] {
  const columns = fields.map((path) => {
    resolveField(table, path)
    const first = firstKey(path)
    return quoted(table.column(first) === undefined ? systemColumns.document : first)
  })
  return [...new Set(columns)]
}

/**
 * The row with these fields only, `null` for one that is missing; a place inside JSON keeps the objects around it.
 */
export function pickFields<Row>(row: Row, fields: readonly FieldPath[]): Row {
  const picked: Fields = {}
  for (const path of fields) copyPath(row, picked, path.split('.'))
  return picked as Row // some of its fields, as asked for
}

type Fields = Record<string, unknown>

function copyPath(from: unknown, to: Fields, [key = '', ...rest]: readonly string[]): void {
  const has = typeof from === 'object' && from !== null && Object.hasOwn(from, key)
  const value = has ? (from as Fields)[key] : null // it has the key
  if (rest.length === 0) {
    define(to, key, value)
    return
  }
  const inner: Fields = { ...(Object.hasOwn(to, key) ? (to[key] as Fields) : undefined) } // made by an earlier path
  copyPath(value, inner, rest)
  define(to, key, inner)
}

/** As assignment does, whatever the key: `__proto__` is a name like any other. */
function define(to: Fields, key: string, value: unknown): void {
  Object.defineProperty(to, key, { value, enumerable: true, configurable: true, writable: true })
}

function firstKey(path: FieldPath): string {
  return path.split('.', 1)[0] ?? ''
}
