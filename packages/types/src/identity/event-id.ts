import { InvalidArgumentError } from '../error/invalid-argument-error.ts'

/**
 * Takes the id of an event as stores keep it: a UUID of any version in small letters.
 *
 * @throws InvalidArgumentError when it is no UUID
 */
export function eventId(text: string): string {
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidArgumentError(`an event's id is a UUID, found a text of ${text.length} characters`)
  }
  return text.toLowerCase()
}
