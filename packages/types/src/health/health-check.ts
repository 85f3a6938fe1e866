/** How well something is. `degraded` still serves. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy'

/** What a check found. */
export interface HealthReport {
  readonly status: HealthStatus
  /** One sentence for a person. */
  readonly message?: string | undefined
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined
}

/** Looks after one part: a bus, the store, a projection's lag. */
export interface HealthCheck {
  readonly name: string
  /** Never throws: what went wrong is the report. */
  check(options?: { readonly signal?: AbortSignal | undefined }): Promise<HealthReport>
}
