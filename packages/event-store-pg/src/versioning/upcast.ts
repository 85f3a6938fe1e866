import { ConfigurationError, isUnoError, type RecordedEvent, type Schema } from '@uno-ts/types'
import { decodeFields } from './convert-fields.ts'
import { decodingError } from './decoding-error.ts'
import type { EventDefinition } from './define-event.ts'
import type { EventSplit } from './upcaster.ts'
import { declaredFields } from './with-fields.ts'

/** An event on its way to today's shape. */
export interface Shape {
  readonly type: string
  readonly schemaVersion: number
  readonly data: unknown
}

/** Definitions by type. */
export type Definitions = ReadonlyMap<string, EventDefinition>

/** How many times something may become something else. */
const deepest = 50

/**
 * Brings a shape from version to version, and goes on with whatever comes of it on the way.
 *
 * @param stored - the event in the store, for upcasters that need more than data, and for errors
 * @throws EventDecodingError when an upcaster fails, or makes something that has no definition
 */
export function upcast(
  shape: Shape,
  stored: RecordedEvent,
  definitions: Definitions,
  depth = 0,
): readonly Shape[] {
  const definition = definitions.get(shape.type)
  if (definition === undefined || !isVersionOf(definition, shape.schemaVersion)) {
    throw decodingError(
      stored,
      `an upcaster made an unknown "${shape.type}" version ${shape.schemaVersion}`,
      {
        reason: definition === undefined ? 'unknown-type' : 'unknown-version',
      },
    )
  }
  if (depth > deepest) throw decodingError(stored, 'upcasters go round in a circle')
  const { type, currentVersion, upcasters, becomes } = definition
  const divide = ({ into, split }: EventSplit, schemaVersion: number, data: unknown): readonly Shape[] =>
    attempt(stored, () => split(data, { ...stored, type, schemaVersion, data })).flatMap((piece) => {
      if (!into.includes(piece.type)) {
        throw decodingError(stored, `an upcaster made a "${piece.type}", which it does not declare`)
      }
      return upcast({ ...piece, schemaVersion: piece.schemaVersion ?? 1 }, stored, definitions, depth + 1)
    })

  let { data } = shape
  for (let schemaVersion = shape.schemaVersion; schemaVersion < currentVersion; schemaVersion++) {
    const upcaster = upcasters[schemaVersion - 1]
    if (typeof upcaster === 'object') return divide(upcaster, schemaVersion, data)
    const before = { ...stored, type, schemaVersion, data }
    if (upcaster !== undefined) data = attempt(stored, () => upcaster(before.data, before))
  }
  return becomes === undefined
    ? [{ type, schemaVersion: currentVersion, data }]
    : divide(becomes, currentVersion, data)
}

/** A stored event at its type's last version, whatever that becomes; no split stands in between. */
export function atLastVersion(stored: RecordedEvent, definitions: Definitions): RecordedEvent {
  const definition = definitions.get(stored.type)
  if (definition === undefined) throw decodingError(stored, 'the type is unknown', { reason: 'unknown-type' })
  const { schemaVersion, data } = inProgram(stored, definition)
  const alone = new Map([[stored.type, { ...definition, becomes: undefined }]])
  const [shape] = upcast({ type: stored.type, schemaVersion, data }, stored, alone)
  return { ...stored, ...shape }
}

/**
 * A stored event with bigints and dates where its schema declares them.
 *
 * @throws EventDecodingError when a field holds something else
 */
export function inProgram(stored: RecordedEvent, definition: EventDefinition): RecordedEvent {
  const fields = declaredFields(schemaAt(definition, stored.schemaVersion))
  if (fields.length === 0) return stored
  try {
    return { ...stored, data: decodeFields(stored.data, fields) }
  } catch (cause) {
    throw decodingError(stored, 'a declared field cannot be read', { cause })
  }
}

/** Whether a definition has a schema for a version. */
export function isVersionOf({ currentVersion }: EventDefinition, version: number): boolean {
  return Number.isSafeInteger(version) && version >= 1 && version <= currentVersion
}

/** The schema of a version that the definition has. */
export function schemaAt({ type, schemas }: EventDefinition, version: number): Schema {
  const schema = schemas[version - 1]
  if (schema === undefined) throw new ConfigurationError(`"${type}" has no schema for version ${version}`)
  return schema
}

/** Runs a function of the application's. @throws EventDecodingError naming the stored event, with what it threw as cause */
export function attempt<Result>(stored: RecordedEvent, run: () => Result): Result {
  try {
    return run()
  } catch (cause) {
    throw isUnoError(cause, 'ERR_EVENT_DECODING')
      ? cause
      : decodingError(stored, 'an upcaster failed', { cause })
  }
}
