import { isUnoError } from '@uno-ts/types'
import { refute } from '../assertion/assert-same.ts'

/** @throws AssertionError with the first error as its cause */
export function assertNone(errors: readonly Error[]): void {
  const [first] = errors
  if (first === undefined) return
  refute(`expected no errors, found ${errors.map(named).join('; ')}`, {
    actual: errors.map(named),
    expected: [],
    cause: first,
  })
}

/** Asserts that the last call failed by this rule of the domain, or with this code. @throws AssertionError */
export function assertRefusal(last: Error | undefined, ruleOrCode: string): void {
  if (last === undefined) return refute(`expected a failure by ${ruleOrCode}, but the last call succeeded`)
  const names: unknown[] = isUnoError(last) ? [last.code, Reflect.get(last, 'rule')] : []
  if (!names.includes(ruleOrCode)) {
    refute(`expected a failure by ${ruleOrCode}, found ${named(last)}`, {
      actual: named(last),
      expected: ruleOrCode,
    })
  }
}

function named(error: Error): string {
  if (!isUnoError(error)) return `${error.name}: ${error.message}`
  const rule: unknown = Reflect.get(error, 'rule')
  return `${typeof rule === 'string' ? rule : error.code}: ${error.message}`
}
