import { criteriaCases } from './criteria-cases.ts'
import { getCases } from './get-cases.ts'
import { pageCases } from './page-cases.ts'
import type { ReadModelTopic } from './read-model-subject.ts'
import { repeatCases } from './repeat-cases.ts'
import { saveCases } from './save-cases.ts'
import { sortCases } from './sort-cases.ts'
import { streamCases } from './stream-cases.ts'
import { transactionCases } from './transaction-cases.ts'

/** Everything the contract `ReadModelRepository` promises, for any test runner. */
export const readModelCases: readonly ReadModelTopic[] = [
  getCases,
  saveCases,
  criteriaCases,
  sortCases,
  pageCases,
  streamCases,
  repeatCases,
  transactionCases,
]
