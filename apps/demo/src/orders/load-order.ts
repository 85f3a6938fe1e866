import { ConcurrencyError, streamId } from '@uno-ts/types'
import type { LoadOptions } from '@uno-ts/cqrs-core'
import { order, type Order, type Orders } from './order.ts'

/**
 * The order as its caller has seen it.
 *
 * @throws ConcurrencyError when it is not at the version the caller has seen
 */
export async function loadOrder(
  orders: Orders,
  {
    invoiceNo,
    expectedVersion,
  }: { readonly invoiceNo: string; readonly expectedVersion?: number | undefined },
  options: LoadOptions,
): Promise<Order> {
  const { state, streamVersion: actual } = await orders.load(invoiceNo, options)
  if (expectedVersion !== undefined && expectedVersion !== actual) {
    throw new ConcurrencyError({
      streamId: streamId(order.category, invoiceNo),
      expected: expectedVersion,
      actual,
    })
  }
  return state
}
