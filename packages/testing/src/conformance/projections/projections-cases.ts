import { changeCases } from './change-cases.ts'
import { controlCases } from './control-cases.ts'
import { failureCases } from './failure-cases.ts'
import { handlingCases } from './handling-cases.ts'
import type { ProjectionsTopic } from './projections-subject.ts'
import { sliceCases } from './slice-cases.ts'
import { waitingCases } from './waiting-cases.ts'

/** Everything a runner of projections promises, for any test runner. */
export const projectionsCases: readonly ProjectionsTopic[] = [
  handlingCases,
  failureCases,
  sliceCases,
  waitingCases,
  controlCases,
  changeCases,
]
