import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { rateLimitRefusal, redisRateLimit } from '@uno-ts/fastify-adapter'
import type { FastifyInstance } from 'fastify'
import type { Shop } from '../container.ts'

/** How many requests one address may send, in a minute. */
const requestsAMinute = 60_000

/**
 * What stands before every route: headers that tell browsers to take nothing from elsewhere, a limit of requests that all
 * processes count together where there is Redis, and compression of what is worth it. Streams are never compressed: that
 * would hold their events back.
 */
export async function protect(
  app: FastifyInstance,
  { redis, logger }: Pick<Shop, 'redis' | 'logger'>,
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, // the page has its own
    },
    strictTransportSecurity: false, // who terminates TLS before the shop says it
  })
  app.addHook('onRequest', async ({ url }, reply) => {
    if (url.startsWith('/docs')) reply.header('content-security-policy', referencePolicy)
  })
  await app.register(rateLimit, {
    max: requestsAMinute,
    timeWindow: 60_000,
    ...(redis === undefined ? rateLimitRefusal : redisRateLimit({ client: redis, logger })),
  })
  await app.register(compress, {
    threshold: 1_024,
    encodings: ['gzip', 'identity'],
    customTypes: /^(application\/(json|problem\+json)|text\/(html|css|javascript|plain))(;|$)/,
  })
}

/** The page of the API's reference is not ours: its script stands in the document. */
const referencePolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "frame-ancestors 'none'",
].join('; ')
