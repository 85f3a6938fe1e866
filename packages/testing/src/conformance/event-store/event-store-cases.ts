import { abortCases } from './abort-cases.ts'
import { appendCases } from './append-cases.ts'
import { archiveCases } from './archive-cases.ts'
import { conflictCases } from './conflict-cases.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { idempotencyCases } from './idempotency-cases.ts'
import { planCases } from './plan-cases.ts'
import { readAllCases } from './read-all-cases.ts'
import { readStreamCases } from './read-stream-cases.ts'
import { refusalCases } from './refusal-cases.ts'
import { roundTripCases } from './round-trip-cases.ts'
import { secondStoreCases } from './second-store-cases.ts'
import { tenantCases } from './tenant-cases.ts'

/** What the contract `EventStore` promises beside conditions and subscriptions, for any test runner. */
export const eventStoreCases: readonly EventStoreTopic[] = [
  appendCases,
  conflictCases,
  refusalCases,
  planCases,
  idempotencyCases,
  readStreamCases,
  readAllCases,
  roundTripCases,
  tenantCases,
  abortCases,
  archiveCases,
  secondStoreCases,
]
