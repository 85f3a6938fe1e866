import type { HealthCheck } from '@uno-ts/types'
import type { Shop } from '../container.ts'

/** Whether the database answers. */
export function databaseCheck({ pool }: Pick<Shop, 'pool'>): HealthCheck {
  return {
    name: 'database',
    async check() {
      try {
        await pool.query('select 1')
        return { status: 'healthy' }
      } catch {
        return { status: 'unhealthy', message: 'the database does not answer' }
      }
    },
  }
}

/** Whether every projection runs, and how far the last one is behind. */
export function projectionCheck({ projectionRunner }: Pick<Shop, 'projectionRunner'>): HealthCheck {
  return {
    name: 'projections',
    async check() {
      const projections = await projectionRunner.status()
      const failed = projections.find(({ state }) => state === 'failed')
      if (failed !== undefined) {
        return { status: 'unhealthy', message: `the projection ${failed.projectionId} has stopped` }
      }
      const behind = Math.max(...projections.map(({ head, position }) => Number(head - position)))
      return { status: 'healthy', facts: { behind: Math.max(0, behind) } }
    },
  }
}
