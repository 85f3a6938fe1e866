import { ValidationError } from '@uno-ts/types'
import type { ClientMessage } from './web-socket-message.ts'

/**
 * Reads one message of a client.
 *
 * @throws ValidationError naming what was expected and where
 */
export function readClientMessage(text: string): ClientMessage {
  const message = parsed(text)
  const { type, id, channel, after } = message
  if (typeof id !== 'string' || id.length < 1 || id.length > 64 || !id.isWellFormed()) {
    throw refusal('id', 'expected a text of 1 to 64 characters')
  }
  if (type === 'unsubscribe') return { type, id }
  if (type !== 'subscribe') throw refusal('type', 'expected "subscribe" or "unsubscribe"')
  if (typeof channel !== 'string') throw refusal('channel', 'expected the name of a channel')
  if (after !== undefined && typeof after !== 'string') throw refusal('after', 'expected a decimal string')
  return { type, id, channel, filter: message['filter'], after }
}

/** The client's own name of a subscription, when a message that is refused has one. */
export function subscriptionIn(text: string): string | undefined {
  try {
    const { id } = parsed(text)
    return typeof id === 'string' ? id.slice(0, 64).toWellFormed() : undefined
  } catch {
    return undefined
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refusal(undefined, 'expected JSON')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>> // just checked
  }
  throw refusal(undefined, 'expected an object')
}

/** A message that is not what it should be. */
export function refusal(field: string | undefined, message: string): ValidationError {
  return new ValidationError('the message', [
    { path: field === undefined ? ['message'] : ['message', field], message },
  ])
}
