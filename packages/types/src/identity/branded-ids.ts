import { InvalidArgumentError } from '../error/invalid-argument-error.ts'

declare const brand: unique symbol

/** The id of one row of a read model. */
export type ReadModelId = string & { readonly [brand]: 'ReadModelId' }
/** The name of a projection, such as `order-summary`. */
export type ProjectionId = string & { readonly [brand]: 'ProjectionId' }
/** The name of a saved query. */
export type QueryId = string & { readonly [brand]: 'QueryId' }

/** Takes the id of a row. @throws InvalidArgumentError when it is empty, holds NUL or is longer than 512 characters */
export function readModelId(text: string): ReadModelId {
  return checked('the id of a read model', text) as ReadModelId
}

/** Takes the name of a projection. @throws InvalidArgumentError when it is empty, holds NUL or is longer than 512 characters */
export function projectionId(text: string): ProjectionId {
  return checked('the name of a projection', text) as ProjectionId
}

/** Takes the name of a saved query. @throws InvalidArgumentError when it is empty, holds NUL or is longer than 512 characters */
export function queryId(text: string): QueryId {
  return checked('the name of a query', text) as QueryId
}

function checked(what: string, text: string): string {
  if (text.length === 0 || text.length > 512) {
    throw new InvalidArgumentError(`${what} has 1 to 512 characters, found ${text.length}`)
  }
  if (text.includes('\0')) throw new InvalidArgumentError(`${what} has no NUL character`)
  return text
}
