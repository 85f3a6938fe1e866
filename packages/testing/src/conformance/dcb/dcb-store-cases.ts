import { conditionCases } from './condition-cases.ts'
import type { DcbStoreTopic } from './dcb-store-subject.ts'
import { exampleCases } from './example-cases.ts'
import { queryCases } from './query-cases.ts'
import { raceCases } from './race-cases.ts'

/** What the contract `EventStore` promises of queries, markers and conditions, for any test runner. */
export const dcbStoreCases: readonly DcbStoreTopic[] = [queryCases, conditionCases, raceCases, exampleCases]
