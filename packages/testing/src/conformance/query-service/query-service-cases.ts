import { figureCases } from './figure-cases.ts'
import { injectionCases } from './injection-cases.ts'
import { questionCases } from './question-cases.ts'
import type { QueryServiceTopic } from './query-service-subject.ts'
import { textCases } from './text-cases.ts'

/** Everything the contract `QueryService` promises, and those of figures and text, for any test runner. */
export const queryServiceCases: readonly QueryServiceTopic[] = [
  questionCases,
  injectionCases,
  figureCases,
  textCases,
]
