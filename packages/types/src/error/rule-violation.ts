import type { JsonObject } from '../json/json.ts'
import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** What a {@link RuleViolation} may carry beside its rule and sentence. */
export interface RuleViolationOptions extends UnoErrorOptions {
  /** Facts a client may see, such as `{ stockCode: '85123A', available: 3 }`. */
  readonly details?: JsonObject | undefined
}

/**
 * The domain says no. Thrown by `decide` or by a handler; the same command will be refused again until the state
 * changes, so it is not retried.
 *
 * @example
 * ```ts
 * import { RuleViolation } from '@uno-ts/types'
 *
 * export const alreadyPlaced = new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before')
 * ```
 */
export class RuleViolation extends UnoError {
  readonly code = 'ERR_RULE_VIOLATION' as const
  readonly retryable = false
  /** The rule's stable name, in capitals: part of the application's API. */
  readonly rule: string
  readonly details: JsonObject | undefined

  constructor(rule: string, message: string, options: RuleViolationOptions = {}) {
    super(message, options)
    this.rule = rule
    this.details = options.details
  }
}
