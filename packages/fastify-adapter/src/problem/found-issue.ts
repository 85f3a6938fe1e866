import type { ValidationIssue } from '@uno-ts/types'

/** A {@link ValidationIssue} that also knows what kind of value was found. */
export type FoundIssue = ValidationIssue & { readonly found?: string | undefined }
