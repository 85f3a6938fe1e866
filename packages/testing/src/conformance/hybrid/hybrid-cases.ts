import type { HybridTopic } from './hybrid-subject.ts'
import { readCases } from './read-cases.ts'
import { processCases, raceCases, stalenessCases, writeCases } from './write-cases.ts'

/** Everything a repository behind a cache promises, for any test runner. */
export const hybridCases: readonly HybridTopic[] = [
  readCases,
  writeCases,
  raceCases,
  stalenessCases,
  processCases,
]
