import { forgetCases } from './forget-cases.ts'
import type { IdempotencyTopic } from './idempotency-subject.ts'
import { outcomeCases } from './outcome-cases.ts'
import { runningCases } from './running-cases.ts'

/** Everything the contract `IdempotencyStore` promises, for any test runner. */
export const idempotencyCases: readonly IdempotencyTopic[] = [outcomeCases, runningCases, forgetCases]
