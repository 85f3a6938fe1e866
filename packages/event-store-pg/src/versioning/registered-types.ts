import { ConfigurationError } from '@uno-ts/types'
import type { EventDefinition } from './define-event.ts'
import type { MergePart } from './merge-run.ts'
import type { Definitions } from './upcast.ts'

/** Definitions by type. @throws ConfigurationError when two have the same type */
export function registeredTypes(events: readonly EventDefinition[]): Definitions {
  const definitions = new Map<string, EventDefinition>()
  for (const definition of events) {
    if (definitions.has(definition.type)) {
      throw new ConfigurationError(`"${definition.type}" has two definitions, expected one`)
    }
    definitions.set(definition.type, definition)
  }
  return definitions
}

/**
 * Checks that whatever events become has a definition, and that the parts of merges can be brought to one version.
 *
 * @throws ConfigurationError naming the type
 */
export function checkTypes(
  definitions: Definitions,
  made: Iterable<string>,
  parts: ReadonlyMap<string, MergePart>,
): void {
  for (const type of made) {
    if (!definitions.has(type)) {
      throw new ConfigurationError(`events become "${type}", which has no definition`)
    }
  }
  for (const type of parts.keys()) {
    const definition = definitions.get(type)
    if (definition === undefined) {
      throw new ConfigurationError(`"${type}" is merged with others, but has no definition`)
    }
    if (definition.upcasters.some((upcaster) => typeof upcaster === 'object')) {
      throw new ConfigurationError(
        `"${type}" is merged with others: it cannot be split before its last version`,
      )
    }
  }
}
