import { claimCases } from './claim-cases.ts'
import { dueCases } from './due-cases.ts'
import type { ProcessAgendaTopic } from './process-agenda-subject.ts'
import { transactionCases } from './transaction-cases.ts'

/** Everything the contract `ProcessAgenda` promises, for any test runner. */
export const processAgendaCases: readonly ProcessAgendaTopic[] = [dueCases, claimCases, transactionCases]
