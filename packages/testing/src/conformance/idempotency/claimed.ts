import { randomUUID } from 'node:crypto'
import type { IdempotencyKey, IdempotencyState, IdempotentOutcome } from '@uno-ts/types'
import type { IdempotencySubject } from './idempotency-subject.ts'

/** A key nobody else uses. */
export function someKey(): IdempotencyKey {
  return { tenant: 'default', key: randomUUID(), fingerprint: 'first payload' }
}

/** A key's state for a call that comes now and ends at once. */
export async function stateOf(
  { store, begin }: IdempotencySubject,
  key: IdempotencyKey,
): Promise<IdempotencyState> {
  const transaction = await begin()
  try {
    return await store.claim(key, transaction.handle)
  } finally {
    await transaction.rollback()
  }
}

/** Runs the first call of a key to its commit. */
export async function complete(
  { store, begin }: IdempotencySubject,
  key: IdempotencyKey,
  outcome: IdempotentOutcome,
): Promise<void> {
  const transaction = await begin()
  await store.claim(key, transaction.handle)
  await store.record(key, outcome, transaction.handle)
  await transaction.commit()
}
