import { ConcurrencyError } from '@uno-ts/types'
import type { WriteReport } from './update-row.ts'

/** What a write of one row was allowed to do. */
export interface WriteTerms {
  /** Names the row for the message. */
  readonly subject: string
  readonly expectedVersion: number | undefined
  readonly position: bigint | undefined
}

/**
 * Tells whether the row is there: written, or left as it was because it has applied a later position.
 *
 * @throws ConcurrencyError when it is not at the expected version
 */
export function judgeWrite(report: WriteReport, terms: WriteTerms): boolean {
  const { written, found } = report
  const { subject, expectedVersion, position } = terms
  if (written) return true
  const isLater = position !== undefined && report.position !== null && BigInt(report.position) > position
  // Not written without a reason we know: the row was deleted while the statement waited for it.
  if (expectedVersion === undefined) return found !== null && isLater
  if (isLater && expectedVersion === found) return true
  if (found === null && expectedVersion === 0) return false
  // Found at the expected version and not written: it moved after the statement had looked.
  const actual = found === expectedVersion ? undefined : (found ?? 0)
  throw new ConcurrencyError({ subject, expected: expectedVersion, actual })
}
