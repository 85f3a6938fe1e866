import { z } from 'zod'
import { position } from '../invoices/invoice-schema.ts'
import { kindOf } from '../invoices/invoice.ts'

/** What every change of an order that was placed says: which, and as it was at which version. */
export const changeFields = {
  invoiceNo: z
    .string()
    .refine((text) => kindOf(text) === 'sale', 'expected the number of a sale: six digits'),
  /** The version the caller has seen; without it the order is changed as it is found. */
  expectedVersion: z.int().min(1).optional(),
}

/** What a change answers: where the order's stream stands now. */
export const changed = z.object({
  invoiceNo: z.string(),
  streamVersion: z.int(),
  globalPosition: position,
})
