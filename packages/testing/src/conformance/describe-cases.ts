import { describe, it } from 'vitest'
import { registerCases, type DisposableSubject, type RegisterCasesOptions } from './register-cases.ts'

/** Registers the claimed cases of a suite with vitest. */
export function describeCases<Subject extends DisposableSubject, Capability extends string>(
  name: string,
  options: RegisterCasesOptions<Subject, Capability>,
): void {
  registerCases({ describe, it }, name, options)
}
