import { defineQuery } from '@uno-ts/cqrs-core'
import { GetByIdQueryHandler } from '@uno-ts/query-search'
import { z } from 'zod'
import { text } from '../invoices/invoice-schema.ts'
import { customerRow } from './customers.ts'
import type { CustomerQueries } from './list-customers.ts'

export const getCustomer = defineQuery({
  type: 'GetCustomer',
  summary: 'One customer with their figures.',
  data: z.strictObject({ id: text(20) }),
  result: customerRow,
  example: { id: '20001' },
})

export function getCustomerHandler(customerQueries: CustomerQueries) {
  return new GetByIdQueryHandler({
    definition: getCustomer,
    service: customerQueries,
    id: ({ id }) => id,
    subject: 'customer',
    answer: (customer) => customerRow.parse(customer),
  })
}
