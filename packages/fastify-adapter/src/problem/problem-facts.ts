import type { UnoError } from '@uno-ts/types'
import type { FoundIssue } from './found-issue.ts'
import type { Problem, ProblemIssue } from './problem.ts'

/**
 * The facts of an error a caller may see. They are read by code and field, so that an error from another copy of the
 * family, or from another process, says the same.
 */
export function problemFacts(error: UnoError): Partial<Problem> {
  const { rule, details, expected, actual, subject, retryAfterMs, capability, issues } = error as Facts
  switch (error.code) {
    case 'ERR_RULE_VIOLATION':
      return { rule, details }
    case 'ERR_CONCURRENCY':
      return { expected, actual }
    case 'ERR_NOT_FOUND':
      return { subject }
    case 'ERR_BACK_PRESSURE':
      return { retryAfterMs }
    case 'ERR_CAPABILITY':
      return lacking(capability)
    default:
      return issues === undefined || issues.length === 0 ? {} : listed(issues)
  }
}

type Facts = Partial<Omit<Problem, 'errors'>> & { readonly issues?: readonly FoundIssue[] }

/** What is missing, by its name alone: how to get it is for those who run the service. */
function lacking(capability: unknown): Partial<Problem> {
  if (typeof capability !== 'string' || !/^[\w-]{1,63}$/.test(capability)) return {}
  return { capability, detail: `The service lacks "${capability}", which this needs.` }
}

const mostIssues = 100

function listed(issues: readonly FoundIssue[]): Partial<Problem> {
  const omitted = issues.length - mostIssues
  return {
    errors: issues.slice(0, mostIssues).map(written),
    omittedErrors: omitted > 0 ? omitted : undefined,
  }
}

function written({ path, message, found }: FoundIssue): ProblemIssue {
  return { path: path.map(shortened).join('.'), message, found }
}

const longestKey = 100

/** Keys come from callers: one of a megabyte is not sent back. */
function shortened(key: string | number): string {
  const text = String(key)
  return text.length > longestKey ? `${text.slice(0, longestKey)}…` : text
}
