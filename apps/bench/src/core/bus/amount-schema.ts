import type { Schema } from '@uno-ts/types'

/** A payload, and what is checked of it: as little as a schema can. */
export interface Amount {
  readonly amount: number
}

/** Checks an amount by hand, so that no schema library is measured. */
export const amountSchema: Schema<Amount, Amount> = {
  '~standard': {
    version: 1,
    vendor: 'bench',
    validate: (value) =>
      isAmount(value) ? { value } : { issues: [{ message: 'expected a number', path: ['amount'] }] },
  },
}

function isAmount(value: unknown): value is Amount {
  return typeof value === 'object' && value !== null && 'amount' in value && typeof value.amount === 'number'
}
