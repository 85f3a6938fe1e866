import { ValidationError, type ReadOptions, type ValidationIssue } from '@uno-ts/types'
import { customerOf, type Invoice } from './invoice.ts'

/** Tells whether something came to life by its own event. */
export interface Known {
  has(id: string, options: Pick<ReadOptions, 'signal' | 'transaction'>): Promise<boolean> | boolean
}

export interface InvoiceReferencesOptions {
  readonly listedProducts: Known
  readonly registeredCustomers: Known
}

/** Checks that what an invoice names is there: its stock codes and its customers. */
export class InvoiceReferences {
  readonly #options: InvoiceReferencesOptions

  constructor({ listedProducts, registeredCustomers }: InvoiceReferencesOptions) {
    this.#options = { listedProducts, registeredCustomers }
  }

  /** @throws ValidationError naming every field whose product or customer is not known: nothing was written */
  async check(
    subject: string,
    invoice: Invoice,
    options: Pick<ReadOptions, 'signal' | 'transaction'>,
  ): Promise<void> {
    const { listedProducts, registeredCustomers } = this.#options
    const issues: ValidationIssue[] = []
    const { customerId } = invoice
    if (customerId !== null && !(await registeredCustomers.has(customerId, options))) {
      issues.push({ path: ['customerId'], message: noSuchCustomer })
    }
    for (const [index, line] of invoice.lines.entries()) {
      // Most products are known already: only an unknown one costs a look into the store, and a turn of the loop.
      const listed = listedProducts.has(line.stockCode, options)
      if (listed !== true && !(await listed)) {
        issues.push({ path: ['lines', index, 'stockCode'], message: noSuchProduct })
      }
      const own = customerOf(line, invoice)
      if (own !== customerId && own !== null && !(await registeredCustomers.has(own, options))) {
        issues.push({ path: ['lines', index, 'customerId'], message: noSuchCustomer })
      }
    }
    if (issues.length > 0) throw new ValidationError(subject, issues)
  }
}

const noSuchProduct = 'expected the stock code of a listed product, found an unknown one'
const noSuchCustomer = 'expected the number of a registered customer, found an unknown one'
