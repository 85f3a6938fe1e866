import { InvalidArgumentError } from '../error/invalid-argument-error.ts'

declare const brand: unique symbol

/** The name of one stream: `<category>-<id>`, such as `order-536365`. At most 512 characters. */
export type StreamId = string & { readonly [brand]: 'StreamId' }

const longest = 512

/**
 * Makes a stream's name from its category and the id within it.
 *
 * @throws InvalidArgumentError when the category is empty or contains `-`, when the id is empty, when either holds a NUL
 * character, or when the whole is longer than 512 characters
 * @example
 * ```ts
 * import { streamId } from '@uno-ts/types'
 *
 * export const stream = streamId('order', '536365') // order-536365
 * ```
 */
export function streamId(category: string, id: string): StreamId {
  if (category === '' || category.includes('-')) {
    throw new InvalidArgumentError(`a stream's category is a word without "-", found ${quoted(category)}`)
  }
  return parseStreamId(`${category}-${id}`)
}

/**
 * Takes a stream's whole name.
 *
 * @throws InvalidArgumentError when it is not `<category>-<id>`, holds a NUL character or is longer than 512 characters
 */
export function parseStreamId(name: string): StreamId {
  const dash = name.indexOf('-')
  if (dash < 1 || dash === name.length - 1) {
    throw new InvalidArgumentError(`a stream's name is "<category>-<id>", found ${quoted(name)}`)
  }
  if (name.length > longest) {
    throw new InvalidArgumentError(`a stream's name has at most ${longest} characters, found ${name.length}`)
  }
  if (name.includes('\0')) throw new InvalidArgumentError("a stream's name has no NUL character")
  return name as StreamId // checked above
}

/** The category of a stream: what stands before the first `-`. */
export function categoryOf(stream: StreamId): string {
  return stream.slice(0, stream.indexOf('-'))
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
