import type { HealthReport } from '@uno-ts/types'

/** Asks the parts of an application together. It does not throw. */
export interface HealthMonitor {
  check(options: {
    readonly signal: AbortSignal
  }): Promise<{ readonly checks: readonly (HealthReport & { readonly name: string })[] }>
}
