import { deadLetterCases } from './dead-letter-cases.ts'
import { leaseCases } from './lease-cases.ts'
import type { ProjectionStorageTopic } from './projection-storage-subject.ts'
import { sliceCases } from './slice-cases.ts'
import { transactionCases } from './transaction-cases.ts'
import { versionCases } from './version-cases.ts'

/** Everything the contract `ProjectionStorage` promises beside `CheckpointStore`'s own, for any test runner. */
export const projectionStorageCases: readonly ProjectionStorageTopic[] = [
  sliceCases,
  leaseCases,
  deadLetterCases,
  transactionCases,
  versionCases,
]
