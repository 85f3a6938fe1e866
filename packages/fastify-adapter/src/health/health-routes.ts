import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { HealthCheck, HealthReport } from '@uno-ts/types'
import { healthOperation, livenessSchema, readinessSchema } from '../openapi/health-operation.ts'
import type { HealthMonitor } from './health-monitor.ts'
import { isDraining } from '../shutdown/draining.ts'
import { checkAll, checkMonitor, type HealthPart } from './check-all.ts'

/** What {@link healthRoutes} needs. */
export interface HealthRoutesOptions {
  /** The parts readiness depends on. Default: none. */
  readonly checks?: readonly HealthCheck[] | undefined
  /** A monitor whose parts are told beside them: a `CQRSHealthMonitor`. Default: none. */
  readonly monitor?: HealthMonitor | undefined
  /** Whether the process has caught up and may be sent requests. Default: always. */
  readonly ready?: (() => boolean | Promise<boolean>) | undefined
  /** How long one check may take, in milliseconds; one that takes longer is unhealthy. Default 2,000. */
  readonly timeoutMs?: number | undefined
  /** Where the routes stand. Default `/health`. */
  readonly url?: string | undefined
}

/** The answer of `/health/ready`. */
export interface Readiness {
  /** The worst of the parts. */
  readonly status: HealthReport['status']
  readonly ready: boolean
  readonly parts: Readonly<Record<string, HealthPart>>
}

/**
 * Two routes for those who watch the process. `/health/live` answers 200 while it runs. `/health/ready` answers 200 when
 * `ready` says so, no part is unhealthy and no `gracefulShutdown` has begun, else 503, with what each part says of itself
 * in both cases.
 *
 * @example
 * ```ts
 * import { healthRoutes } from '@uno-ts/fastify-adapter'
 * import type { HealthCheck } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function watch(app: FastifyInstance, store: HealthCheck): void {
 *   void app.register(healthRoutes({ checks: [store] }))
 * }
 * ```
 */
export function healthRoutes(options: HealthRoutesOptions = {}): FastifyPluginAsync {
  const { checks = [], monitor, ready = () => true, timeoutMs = 2_000, url = '/health' } = options
  const ask = async () => {
    const [own, monitored] = await Promise.all([
      checkAll(checks, timeoutMs),
      monitor === undefined ? {} : checkMonitor(monitor, timeoutMs),
    ])
    return { ...monitored, ...own }
  }
  return async (app) => {
    app.get(`${url}/live`, { config: { swaggerTransform: liveness } }, (_request, reply) => {
      return answer(reply, 200, { status: 'healthy' })
    })
    app.get(`${url}/ready`, { config: { swaggerTransform: readiness } }, async (_request, reply) => {
      const found = await readinessOf(ask, () => !isDraining(app.server) && ready())
      return answer(reply, found.ready ? 200 : 503, found)
    })
  }
}

const liveness = healthOperation({
  operationId: 'healthLive',
  summary: 'Whether the process runs.',
  answers: { 200: 'It runs.' },
  body: livenessSchema,
})

const readiness = healthOperation({
  operationId: 'healthReady',
  summary: 'Whether requests may be sent.',
  answers: { 200: 'They may.', 503: 'Not now; the parts say why.' },
  body: readinessSchema,
})

async function readinessOf(
  ask: () => Promise<Readonly<Record<string, HealthPart>>>,
  ready: () => boolean | Promise<boolean>,
): Promise<Readiness> {
  const [parts, isReady] = await Promise.all([ask(), settled(ready)])
  const status = worst(Object.values(parts).map((part) => part.status))
  return { status, ready: isReady && status !== 'unhealthy', parts }
}

/** A question that fails is answered with no. */
async function settled(ready: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await ready()
  } catch {
    return false
  }
}

function worst(found: readonly HealthReport['status'][]): HealthReport['status'] {
  return (['unhealthy', 'degraded'] as const).find((status) => found.includes(status)) ?? 'healthy'
}

function answer(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body))
}
