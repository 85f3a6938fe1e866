import type { Pool } from 'pg'
import type { OrderSummary } from './sample-row.ts'

/** Somebody who keeps order summaries. */
export interface RowContender {
  readonly name: string
  open(pool: Pool): OpenRowContender
}

/** A keeper of rows, ready. */
export interface OpenRowContender {
  get(orderId: string): Promise<OrderSummary | undefined>
  saveMany(rows: readonly OrderSummary[]): Promise<void>
  /** Shows each row, in the order of their ids. */
  stream(each: (row: OrderSummary) => void): Promise<void>
}
