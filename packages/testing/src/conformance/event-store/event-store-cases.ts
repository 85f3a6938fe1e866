import { abortCases } from './abort-cases.ts'
import { appendCases } from './append-cases.ts'
import { conditionCases } from './condition-cases.ts'
import { conflictCases } from './conflict-cases.ts'
import { dcbExampleCases } from './dcb-example-cases.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { idempotencyCases } from './idempotency-cases.ts'
import { planCases } from './plan-cases.ts'
import { readAllCases } from './read-all-cases.ts'
import { readStreamCases } from './read-stream-cases.ts'
import { roundTripCases } from './round-trip-cases.ts'
import { secondStoreCases } from './second-store-cases.ts'
import { subscriptionCases } from './subscription-cases.ts'
import { tenantCases } from './tenant-cases.ts'

/** Everything the contract `EventStore` promises, for any test runner. */
export const eventStoreCases: readonly EventStoreTopic[] = [
  appendCases,
  conflictCases,
  planCases,
  idempotencyCases,
  readStreamCases,
  readAllCases,
  roundTripCases,
  tenantCases,
  abortCases,
  subscriptionCases,
  conditionCases,
  dcbExampleCases,
  secondStoreCases,
]
