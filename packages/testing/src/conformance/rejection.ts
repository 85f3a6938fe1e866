import { isUnoError, type UnoError } from '@uno-ts/types'
import { assert } from './assert.ts'

/** The error a promise fails with, asserted to be of the family, to have this code and to carry these facts. */
export async function rejection(
  promise: Promise<unknown>,
  code: string,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<UnoError> {
  const error = await reasonOf(promise)
  assert.ok(isUnoError(error), `expected ${code}, found ${String(error)}`)
  assert.equal(error.code, code, error.message)
  const carried = new Map<string, unknown>(Object.entries(error))
  assert.deepEqual(Object.fromEntries(Object.keys(facts).map((name) => [name, carried.get(name)])), facts)
  return error
}

/** What a promise fails with, whatever it is. */
export async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  assert.ok(settled !== undefined, 'expected a failure, but it succeeded')
  return settled.error
}
