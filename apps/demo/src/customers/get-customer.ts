import { defineQuery } from '@uno-ts/cqrs-core'
import { NotFoundError, type QueryHandler, type ReadModelRepository } from '@uno-ts/types'
import { z } from 'zod'
import { text } from '../invoices/invoice-schema.ts'
import { customerRow } from './customers.ts'
import type { CustomerRow } from './list-customers.ts'

export const getCustomer = defineQuery({
  type: 'GetCustomer',
  summary: 'One customer with their figures.',
  data: z.strictObject({ id: text(20) }),
  result: customerRow,
  example: { id: '20001' },
})

export function getCustomerHandler({
  customerRows,
}: {
  readonly customerRows: ReadModelRepository<CustomerRow>
}): QueryHandler<typeof getCustomer> {
  return async ({ id }, { signal }) => {
    const customer = await customerRows.get(id, { signal })
    if (customer === undefined) throw new NotFoundError('customer')
    return customerRow.parse(customer)
  }
}
