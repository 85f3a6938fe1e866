import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import type { Tag } from './event.ts'

/** What an event is found by, as a store is about to keep it. */
export interface EventLabels {
  readonly type: string
  readonly schemaVersion: number
  readonly tags?: readonly Tag[] | undefined
}

const longest = 256
const highestVersion = 2 ** 31 - 1

/**
 * What every event store asks of an event before it sends or keeps anything of it.
 *
 * @throws InvalidArgumentError when the type or a tag is empty, longer than 256 characters or holds a NUL character, or
 * when the schema version is not a whole number from 1 to 2^31 − 1
 */
export function checkEvent({ type, schemaVersion, tags = [] }: EventLabels): void {
  if (!isLabel(type)) {
    throw new InvalidArgumentError(`an event's type ${expectedLabel}, found ${type.length} characters`)
  }
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > highestVersion) {
    throw new InvalidArgumentError(
      `the schema version of "${type}" is a whole number from 1 to ${highestVersion}, found ${schemaVersion}`,
    )
  }
  for (const tag of tags) {
    if (!isLabel(tag)) {
      throw new InvalidArgumentError(`a tag of "${type}" ${expectedLabel}, found ${tag.length} characters`)
    }
  }
}

const expectedLabel = `has 1 to ${longest} characters without NUL`

function isLabel(text: string): boolean {
  return text !== '' && text.length <= longest && !text.includes('\0')
}
