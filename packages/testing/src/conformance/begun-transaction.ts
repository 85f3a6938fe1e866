import type { TransactionHandle } from '@uno-ts/types'

/** A transaction a case has begun and ends. */
export interface BegunTransaction {
  readonly handle: TransactionHandle
  readonly commit: () => Promise<void>
  readonly rollback: () => Promise<void>
}
