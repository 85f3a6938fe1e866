import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { silentLogger, type Logger } from '@uno-ts/types'
import type { FastifyInstance } from 'fastify'
import { beginDraining } from './draining.ts'

/** How an application stops. */
export interface GracefulShutdownOptions {
  /** How long what runs may take to end, in milliseconds; then its connections are cut. Default 10,000. */
  readonly timeoutMs?: number | undefined
  /**
   * How long requests are still taken after readiness has said no, in milliseconds: as long as a load balancer needs to
   * notice. Default 0.
   */
  readonly unreadyMs?: number | undefined
  /** Signals of the process that begin it; a second one ends the process at once. Default `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly NodeJS.Signals[] | undefined
  /** Told when it begins and how it has ended. Default: nobody. */
  readonly logger?: Logger | undefined
}

/** `finished` when all that ran has ended by itself; `cut` when time was up and connections were closed. */
export type ShutdownOutcome = 'finished' | 'cut'

/** An application that will stop in good order. */
export interface GracefulShutdown {
  /** Begins it, once; each call waits for the same end. */
  begin(): Promise<ShutdownOutcome>
  /** Resolves when the application has stopped, whoever began it. */
  readonly done: Promise<ShutdownOutcome>
}

/** How often connections that have become idle are looked for, in milliseconds. */
const sweepMs = 20

/**
 * Stops an application in good order when the process is asked to: `/health/ready` says 503, requests that come are told
 * to close their connection, then no more are accepted; streams end with the reason `shutdown`, and requests that run are
 * answered. What is not done by `timeoutMs` is cut off, and its handler's signal aborted. Every answer that is out by
 * then was true: nothing that was acknowledged is lost.
 *
 * The buses, pools and containers are the application's: end them when `done` has resolved.
 *
 * @example
 * ```ts
 * import { gracefulShutdown } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function serve(app: FastifyInstance, disposeOfTheRest: () => Promise<void>): Promise<void> {
 *   const shutdown = gracefulShutdown(app, { timeoutMs: 20_000, unreadyMs: 5_000 })
 *   await app.listen({ port: 3000 })
 *   await shutdown.done // SIGTERM
 *   await disposeOfTheRest()
 * }
 * ```
 */
export function gracefulShutdown(
  app: FastifyInstance,
  options: GracefulShutdownOptions = {},
): GracefulShutdown {
  const { signals = ['SIGTERM', 'SIGINT'] } = options
  const { promise: done, resolve, reject } = Promise.withResolvers<ShutdownOutcome>()
  done.catch(() => undefined) // whoever waits hears of it
  let begun = false
  const begin = (): Promise<ShutdownOutcome> => {
    if (begun) return done
    begun = true
    for (const signal of signals) process.removeListener(signal, onSignal)
    stop(app, options).then(resolve, reject)
    return done
  }
  const onSignal = () => void begin()
  for (const signal of signals) process.once(signal, onSignal)
  return { begin, done }
}

async function stop(
  app: FastifyInstance,
  { timeoutMs = 10_000, unreadyMs = 0, logger = silentLogger }: GracefulShutdownOptions,
): Promise<ShutdownOutcome> {
  const { server } = app
  logger.info({ timeoutMs, unreadyMs }, 'stopping')
  beginDraining(server)
  server.prependListener('request', closeAfterwards)
  if (unreadyMs > 0) await delay(unreadyMs)
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
  let outcome: ShutdownOutcome = 'finished'
  const timeUp = setTimeout(() => {
    outcome = 'cut'
    server.closeAllConnections()
  }, timeoutMs)
  try {
    await Promise.all([app.close(), closed(server)])
  } finally {
    clearInterval(sweep)
    clearTimeout(timeUp)
  }
  logger.info({ outcome }, 'stopped')
  return outcome
}

/** The last answer on its connection: the caller's next request finds another process. */
function closeAfterwards(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close')
}

/** Stops to listen, and waits for the last connection, also where Fastify was given a server that listens already. */
async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    if (server.listening) server.close(() => resolve())
    else resolve()
  })
}
