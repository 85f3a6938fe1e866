import { appendPath } from '../../event-store/append/append-path.ts'
import type { Path } from '../../suite/path.ts'
import { oneStatement, unoTsInline } from './inline-contenders.ts'

/** Appends together with the row of their order. */
export const inlinePaths: readonly Path[] = [
  appendPath({
    id: 'inline',
    connections: 20,
    inFlight: 20,
    appends: 5_000,
    contenders: [unoTsInline, oneStatement],
    targets: [{ ours: unoTsInline.name, against: oneStatement.name, ratio: 0.5 }],
  }),
]
