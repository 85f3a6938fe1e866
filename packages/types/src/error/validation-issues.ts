import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ValidationIssue } from './validation-error.ts'

/** What a Standard Schema found wrong, as the issues of a `ValidationError`: paths of texts and numbers. */
export function validationIssues(issues: readonly StandardSchemaV1.Issue[]): readonly ValidationIssue[] {
  return issues.map(({ path = [], message }) => ({
    path: path.map((part) => keyOf(typeof part === 'object' ? part.key : part)),
    message,
  }))
}

function keyOf(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? String(key) : key
}
