import type { CacheTopic } from './cache-subject.ts'
import { leaseCases } from './lease-cases.ts'
import { outdateCases } from './outdate-cases.ts'
import { sharedCases } from './shared-cases.ts'
import { valueCases } from './value-cases.ts'

/** Everything the contract `ReadModelCache` promises, for any test runner. */
export const cacheCases: readonly CacheTopic[] = [valueCases, outdateCases, leaseCases, sharedCases]
