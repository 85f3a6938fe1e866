import { ValidationError, type AnyDefinition, type DataOf, type Schema } from '@uno-ts/types'
import type { FoundIssue } from '../problem/found-issue.ts'
import { found, valueAt } from './found.ts'
import type { Input } from './read-input.ts'

/**
 * Lets the message's own schema look at the payload, once. The answer is the schema's output, ready for the bus.
 *
 * @throws ValidationError with everything that is wrong, each place named by the part of the request it came from
 */
export async function validateInput<Definition extends AnyDefinition>(
  definition: Definition,
  input: Input,
): Promise<DataOf<Definition>> {
  if (!input.readable) throw new ValidationError(definition.type, input.issues)
  const running = definition.dataSchema['~standard'].validate(input.payload)
  const result: Result = running instanceof Promise ? await running : running
  const issues = [...input.issues, ...(result.issues ?? []).flatMap((issue) => issuesOf(issue, input))]
  if (issues.length > 0) throw new ValidationError(definition.type, issues)
  return (result as { readonly value: DataOf<Definition> }).value // no issues: a success
}

type Result = Awaited<ReturnType<Schema['~standard']['validate']>>
type Issue = NonNullable<Result['issues']>[number]

/** One issue of the library as ours; several when it names several unknown fields in one sentence. */
function issuesOf(issue: Issue, input: Input): FoundIssue[] {
  const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
  return unknownKeys(issue).map((keys) => {
    const whole = [...path, ...keys]
    return {
      path: input.locate(whole).map((key) => (typeof key === 'number' ? key : String(key))),
      message: keys.length > 0 ? 'expected no such field' : issue.message,
      found: found(valueAt(input.payload, whole)),
    }
  })
}

/** The keys an issue is about, beyond its path: zod reports all unknown fields of an object at once, in `keys`. */
function unknownKeys(issue: Issue & { readonly code?: unknown; readonly keys?: unknown }): string[][] {
  const { code, keys } = issue
  return code === 'unrecognized_keys' && Array.isArray(keys) ? keys.map((key) => [String(key)]) : [[]]
}
