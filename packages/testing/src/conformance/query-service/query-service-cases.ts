import { figureCases } from './figure-cases.ts'
import { fusionCases } from './fusion-cases.ts'
import { injectionCases } from './injection-cases.ts'
import { likenessCases } from './likeness-cases.ts'
import { neighbourhoodCases } from './neighbourhood-cases.ts'
import { questionCases } from './question-cases.ts'
import type { QueryServiceTopic } from './query-service-subject.ts'
import { textCases } from './text-cases.ts'

/** Everything the contract `QueryService` promises, and those of figures, text, likeness, graphs and fusion, for any test runner. */
export const queryServiceCases: readonly QueryServiceTopic[] = [
  questionCases,
  injectionCases,
  figureCases,
  textCases,
  likenessCases,
  neighbourhoodCases,
  fusionCases,
]
