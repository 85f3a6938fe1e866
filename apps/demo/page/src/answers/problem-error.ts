/** What the API says instead of an answer: a problem document of RFC 9457. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly code: string
  readonly rule?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly expected?: number
  readonly actual?: number
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

/** What a person is told of an error. */
export function wordsFor(error: unknown): string {
  if (error instanceof ProblemError) {
    const fields = error.problem.errors?.map(({ path, message }) => `${path}: ${message}`) ?? []
    return fields.length > 0 ? fields.join('; ') : sentence(error.message)
  }
  return 'The shop does not answer. Look whether you are connected, and try again.'
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
}
