import type { UnoError } from '../error/uno-error.ts'

/** One of many results, where one failure must not hide the others: batches, rebuilds, reports. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: UnoError | Error }
