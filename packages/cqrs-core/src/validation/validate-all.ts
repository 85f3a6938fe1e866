import type { DataOf, Message, Outcome } from '@uno-ts/types'
import { outcomeOf } from '../outcome/outcome-of.ts'
import { validateData } from './validate-data.ts'

/** What became of each payload of a list: what its schema put out, or a `ValidationError` with every failing path. */
export type ValidatedData<Messages extends readonly Message[]> = {
  readonly [Place in keyof Messages]: Outcome<DataOf<Messages[Place]['definition']>>
}

/**
 * Checks the payloads of many messages at once, in their order, and executes none: for a file of which every wrong row is
 * to be told before the first is taken in. A payload that does not fit has a {@link ValidationError} as its outcome, with
 * every failing path; it never keeps the others from being checked.
 *
 * @throws nothing: what a schema itself throws is the outcome of its message
 *
 * @example
 * ```ts
 * import { defineCommand, validateAll } from '@uno-ts/cqrs-core'
 * import { ValidationError } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const data = z.object({ code: z.string().min(1), units: z.number().int().positive() })
 * const stockUp = defineCommand({ type: 'StockUp', data, result: z.void() })
 *
 * export async function wrongRows(rows: readonly { code: string; units: number }[]): Promise<string[]> {
 *   const outcomes = await validateAll(rows.map((row) => stockUp(row)))
 *   return outcomes.flatMap((outcome, place) => {
 *     if (outcome.ok || !(outcome.error instanceof ValidationError)) return []
 *     return outcome.error.issues.map(({ path, message }) => `row ${place + 1}, ${path.join('.')}: ${message}`)
 *   })
 * }
 * ```
 */
export async function validateAll<const Messages extends readonly Message[]>(
  messages: Messages,
): Promise<ValidatedData<Messages>> {
  const outcomes = messages.map(({ definition, type, data }) =>
    outcomeOf(async () => validateData(definition.dataSchema, data, type)),
  )
  return (await Promise.all(outcomes)) as ValidatedData<Messages> // each is of its message's own schema
}
