import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** One thing that is wrong with an input. */
export interface ValidationIssue {
  /** Where, from the outside in: `['lines', 3, 'quantity']`. Empty for the value as a whole. */
  readonly path: readonly (string | number)[]
  /** What was expected and what was found. Never the value itself: it may be personal. */
  readonly message: string
}

/**
 * An input does not fit its schema. It lists every failing path, and nothing was executed.
 */
export class ValidationError extends UnoError {
  readonly code = 'ERR_VALIDATION' as const
  readonly retryable = false
  /** What was validated: a message type such as `PlaceOrder`, or a place such as `query string`. */
  readonly subject: string
  readonly issues: readonly ValidationIssue[]

  constructor(subject: string, issues: readonly ValidationIssue[], options: UnoErrorOptions = {}) {
    const first = issues[0]
    const where = first === undefined ? '' : `: ${pathText(first.path)}${first.message}`
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
    super(`${subject} is not valid${where}${more}`, options)
    this.subject = subject
    this.issues = issues
  }
}

function pathText(path: readonly (string | number)[]): string {
  return path.length === 0 ? '' : `${path.join('.')}: `
}
