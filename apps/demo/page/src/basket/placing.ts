import { signal } from '@preact/signals'
import { send } from '../answers/ask.ts'
import type { BasketLine } from './basket.ts'
import { timeInTheBooks } from './books.ts'

/** An order that was sent and not answered yet. It is shown as if it were placed. */
export interface PendingOrder {
  readonly invoiceNo: string
  readonly country: string
  readonly customerId: string | null
  readonly netMilli: number
}

export interface Wanted {
  readonly invoiceNo: string
  readonly country: string
  readonly customerId: string | null
  readonly lines: readonly BasketLine[]
}

export const pending = signal<readonly PendingOrder[]>([])

/** Places an order: it is among the pending ones until the shop has answered. @throws ProblemError when it is refused */
export async function place({ invoiceNo, country, customerId, lines }: Wanted): Promise<void> {
  const netMilli = lines.reduce((sum, { quantity, unitPriceMilli }) => sum + quantity * unitPriceMilli, 0)
  pending.value = [{ invoiceNo, country, customerId, netMilli }, ...pending.value]
  try {
    await send('/api/orders', {
      invoiceNo,
      invoicedAt: await timeInTheBooks(),
      country,
      customerId,
      lines: lines.map(({ code, name, quantity, unitPriceMilli }) => {
        return { stockCode: code, description: name, quantity, unitPriceMilli }
      }),
    })
  } finally {
    pending.value = pending.value.filter((order) => order.invoiceNo !== invoiceNo)
  }
}

/** The number of an order that is likely to be free: six digits. */
export function newInvoiceNo(): string {
  return String(500_000 + Math.floor(Math.random() * 500_000))
}
