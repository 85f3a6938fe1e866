import type { PlannedEvent, TransactionHandle } from '@uno-ts/types'

/** Takes events that other systems must hear of into the transaction that appends them, to be sent later. */
export interface EventOutbox {
  /** Which types it takes. Default: all. */
  readonly types?: readonly string[] | undefined
  /** Writes the events down. What it throws rolls the unit of work back. */
  add(
    events: readonly PlannedEvent[],
    options: { readonly transaction: TransactionHandle; readonly signal?: AbortSignal | undefined },
  ): Promise<void>
}
