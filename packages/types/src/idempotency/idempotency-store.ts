import type { Json } from '../json/json.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { UnoErrorJson } from '../error/uno-error.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'

/** Which call it is. */
export interface IdempotencyKey {
  readonly tenant: TenantId
  readonly key: string
  /** A hash of message type and payload: the same key with another one is an error. */
  readonly fingerprint: string
}

/** How the first call ended. */
export type IdempotentOutcome =
  | {
      readonly ok: true
      readonly value: Json | undefined
      /** The position that stands in the value's field `globalPosition`, a decimal number: JSON has no bigints. */
      readonly globalPosition?: string | undefined
    }
  | { readonly ok: false; readonly error: UnoErrorJson }

/** What is known of a key: nothing, that its first call is running, or how it ended. */
export type IdempotencyState =
  | { readonly state: 'unknown' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly outcome: IdempotentOutcome }

/** Keeps the outcome of commands by key, in the same transaction as what they wrote. */
export interface IdempotencyStore {
  /**
   * Looks a key up and, when it is unknown, claims it until the transaction ends.
   *
   * @throws IdempotencyError when the key was used with another payload
   */
  claim(key: IdempotencyKey, transaction: TransactionHandle): Promise<IdempotencyState>
  /**
   * Records the outcome in the transaction of the command, or in one of its own for a refusal. An outcome that was
   * recorded before stays.
   *
   * @throws IdempotencyError, retryable, when another call's outcome was recorded since the claim: the transaction must
   * not be committed. Without a transaction nothing is thrown then
   */
  record(key: IdempotencyKey, outcome: IdempotentOutcome, transaction?: TransactionHandle): Promise<void>
  /** Forgets what is older than `maxAgeMs`; returns how many keys went. */
  forget(options: { readonly maxAgeMs: number }): Promise<number>
}
