import { RuleViolation } from '@uno-ts/types'

/** A product of which there was not enough. */
export interface Shortage {
  readonly stockCode: string
  readonly requested: number
  readonly available: number
}

/** The refusal of an order that asks for more than there is. */
export function insufficientStock(shortages: readonly Shortage[]): RuleViolation {
  return new RuleViolation('INSUFFICIENT_STOCK', 'the order asks for more units than there are in stock', {
    details: { shortages: shortages.map((shortage) => ({ ...shortage })) },
  })
}
