import { AssertionError } from 'node:assert'

/** What an {@link assertionFailure} carries beside its message. */
export interface AssertionFacts {
  readonly actual?: unknown
  readonly expected?: unknown
  /** The error that was found where none was expected. */
  readonly cause?: unknown
}

/**
 * An assertion that does not hold, told so that any test runner shows it once: the message has the difference already, and
 * the stack begins at the line of the test.
 */
export function assertionFailure(
  message: string,
  { actual, expected, cause }: AssertionFacts = {},
): AssertionError {
  // By another operator than its own, Node adds no difference.
  const failure = new AssertionError({
    message,
    actual,
    expected,
    operator: 'same',
    stackStartFn: assertionFailure,
  })
  if (cause !== undefined) failure.cause = cause
  // What vitest and mocha read before they add theirs. Node's own field of that name is taken for a difference by vitest.
  Object.defineProperty(failure, 'showDiff', { value: false })
  Reflect.deleteProperty(failure, 'diff')
  failure.stack = fromTheTest(failure.stack ?? message)
  return failure
}

/** The folder of this package's modules, as it stands in the lines of a stack. */
const ownFolder = new URL('..', import.meta.url).pathname

/** The stack without its first calls within this package: nobody looks for the fault there. */
function fromTheTest(stack: string): string {
  const lines = stack.split('\n')
  const first = lines.findIndex(isCall)
  const test = lines.findIndex((line) => isCall(line) && !isOwn(line))
  return test === -1 ? stack : [...lines.slice(0, first), ...lines.slice(test)].join('\n')
}

function isCall(line: string): boolean {
  return /^ {4}at /.test(line)
}

function isOwn(line: string): boolean {
  return line.includes(ownFolder) && !line.includes('.test.')
}
