import type { FieldPath, ReadModelDefinition } from '@uno-ts/types'
import { modelField, type AnyRow } from './model-field.ts'

/** Makes a function that keeps only these fields of a row; a path inside a document keeps that part of it. */
export function pickFields(
  model: ReadModelDefinition,
  fields: readonly FieldPath[],
): (row: AnyRow) => AnyRow {
  const wanted = fields.map((path) => ({ keys: path.split('.'), field: modelField(model, path) }))
  return (row) => {
    const picked: Record<string, unknown> = {}
    for (const { keys, field } of wanted) put(picked, keys, field.read(row))
    return picked
  }
}

function put(
  target: Record<string, unknown>,
  [key = '', ...inside]: readonly string[],
  value: unknown,
): void {
  if (inside.length === 0) {
    target[key] = value
    return
  }
  const inner = { ...(target[key] as object | undefined) } // made by an earlier path, or not yet
  put(inner, inside, value)
  target[key] = inner
}
