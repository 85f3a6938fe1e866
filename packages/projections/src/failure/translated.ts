import { DatabaseError, isUnoError } from '@uno-ts/types'
import { isTransient } from './is-transient.ts'

/** Waits for a statement and names a passing failure of the database as what it is. */
export async function translated<Result>(statement: Promise<Result>): Promise<Result> {
  try {
    return await statement
  } catch (error) {
    if (isUnoError(error) || !isTransient(error)) throw error
    throw new DatabaseError('the database broke off', { cause: error })
  }
}
