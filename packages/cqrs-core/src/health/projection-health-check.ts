import type { HealthCheck, HealthReport, ProjectionControl } from '@uno-ts/types'

/** Which projections are looked at, and what is too far behind. */
export interface ProjectionHealthCheckOptions {
  /** A projection runner. */
  readonly projections: Pick<ProjectionControl, 'status'>
  /** Default `projections`. */
  readonly name?: string | undefined
  /** A projection that is more positions behind than this is degraded. Default 10,000. */
  readonly degradedAbove?: number | undefined
  /** One that is more positions behind than this is unhealthy. Default: none is. */
  readonly unhealthyAbove?: number | undefined
}

/** Tells whether every projection runs, and how far the last one is behind. */
export class ProjectionHealthCheck implements HealthCheck {
  readonly name: string
  readonly #options: ProjectionHealthCheckOptions

  constructor(options: ProjectionHealthCheckOptions) {
    this.name = options.name ?? 'projections'
    this.#options = options
  }

  /** Asks for the status of all. It never throws. */
  async check(): Promise<HealthReport> {
    const { projections, degradedAbove = 10_000, unhealthyAbove = Infinity } = this.#options
    try {
      const all = await projections.status()
      const failed = all.find(({ state }) => state === 'failed')
      const behind = Math.max(0, ...all.map(({ head, position }) => Number(head - position)))
      const facts = { projections: all.length, behind }
      if (failed !== undefined) {
        return { status: 'unhealthy', message: `the projection ${failed.projectionId} has stopped`, facts }
      }
      if (behind <= degradedAbove) return { status: 'healthy', facts }
      const status = behind > unhealthyAbove ? 'unhealthy' : 'degraded'
      return { status, message: `a projection is ${behind} positions behind`, facts }
    } catch (error) {
      const what = error instanceof Error ? error.name : 'unknown' // its message may name a host or a user
      return { status: 'unhealthy', message: `the projections do not answer: ${what}` }
    }
  }
}
