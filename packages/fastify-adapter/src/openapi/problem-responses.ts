import { problemMediaType, type Problem } from '../problem/problem.ts'
import { problemKinds, problemType } from '../problem/problem-kinds.ts'
import { problemRef } from './problem-schema.ts'

/** The refusals a route may end in, described from the one table of statuses. */
export function problemResponses(
  statuses: readonly number[],
  rules: Readonly<Record<string, string>> = {},
): Record<string, object> {
  return Object.fromEntries(statuses.map((status) => [String(status), problemResponse(status, rules)]))
}

function problemResponse(status: number, rules: Readonly<Record<string, string>>): object {
  const ruled = status === 422 ? Object.entries(rules) : []
  const examples = ruled.length > 0 ? ruleExamples(ruled) : kindExamples(status)
  return {
    description: descriptionOf(status, ruled),
    content: { [problemMediaType]: { schema: { $ref: problemRef }, examples } },
  }
}

function descriptionOf(status: number, ruled: readonly (readonly [string, string])[]): string {
  const titles = new Set(kindsWith(status).map(([, { title }]) => title))
  const lines = ruled.map(([rule, sentence]) => `- \`${rule}\`: ${sentence}`)
  return [`${[...titles].join('. ') || 'Refused'}.`, ...lines].join('\n')
}

function kindExamples(status: number): Record<string, object> {
  const examples = kindsWith(status).map(([code, { title, detail }]) => {
    return [code, { value: example({ code, title, status, detail: detail ?? `${title}.` }) }] as const
  })
  return Object.fromEntries(examples)
}

function ruleExamples(ruled: readonly (readonly [string, string])[]): Record<string, object> {
  const code = 'ERR_RULE_VIOLATION'
  const title = problemKinds[code]?.title ?? ''
  return Object.fromEntries(
    ruled.map(([rule, detail]) => [rule, { value: example({ code, title, status: 422, detail, rule }) }]),
  )
}

function example(problem: Omit<Problem, 'type'>): Problem {
  return { type: problemType(problem.code), ...problem }
}

/** The kinds of the table with a status, and those it says with another status now and then. */
function kindsWith(
  status: number,
): [string, { readonly title: string; readonly detail?: string | undefined }][] {
  return Object.entries(problemKinds).filter(([code, kind]) => {
    return kind.status === status || sometimes[code] === status
  })
}

/** A conflict after `If-Match`, and a key that was used with another payload. */
const sometimes: Readonly<Record<string, number>> = { ERR_CONCURRENCY: 412 }
