import { damageCases } from './damage-cases.ts'
import { keepCases } from './keep-cases.ts'
import { loadCases } from './load-cases.ts'
import { queryCases } from './query-cases.ts'
import type { SnapshotTopic } from './snapshot-subject.ts'

/** Everything the contract `SnapshotStore` promises, and `EventStore.load` with it, for any test runner. */
export const snapshotCases: readonly SnapshotTopic[] = [keepCases, loadCases, damageCases, queryCases]
