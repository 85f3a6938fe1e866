import { defineCommand, unitOfWorkOf } from '@uno-ts/cqrs-core'
import type { CommandHandler } from '@uno-ts/types'
import { z } from 'zod'
import type { KnownStreams } from '../invoices/known-streams.ts'
import { country, customerId, position } from '../invoices/invoice-schema.ts'
import type { Customers } from './customer.ts'

export const registerCustomer = defineCommand({
  type: 'RegisterCustomer',
  summary: 'Registers a customer, so that invoices may be made out to them.',
  data: z.strictObject({ customerId, country }),
  result: z.object({ customerId: z.string(), version: z.int(), globalPosition: position }),
  example: { customerId: '20001', country: 'France' },
  rules: { CUSTOMER_ALREADY_REGISTERED: 'The customer was registered before.' },
})

export interface RegisterCustomerDependencies {
  readonly customers: Customers
  readonly registeredCustomers: KnownStreams
}

export function registerCustomerHandler({
  customers,
  registeredCustomers,
}: RegisterCustomerDependencies): CommandHandler<typeof registerCustomer> {
  return async (data, context) => {
    const { streamVersion, globalPosition } = await customers.transact(
      data.customerId,
      { type: 'RegisterCustomer', data },
      context,
    )
    unitOfWorkOf(context).onCommit(() => registeredCustomers.add(data.customerId))
    return { customerId: data.customerId, version: streamVersion, globalPosition }
  }
}
