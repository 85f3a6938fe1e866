import type { OptionsOfPart } from '@uno-ts/types'

/**
 * What HTTP can be told, for `configFrom` and `configFromEnv`: where Fastify listens, and in groups options of
 * `cqrsServerOptions` (`limits`), `gracefulShutdown`, `healthRoutes`, `changesRoute` and `webSocketRoute`. What is not set
 * has the default told there.
 */
export const httpConfiguration = {
  name: 'http',
  settings: {
    host: { kind: 'text', summary: 'The address to listen on.', default: '127.0.0.1' },
    port: {
      kind: 'integer',
      summary: 'The port to listen on; 0 takes a free one.',
      minimum: 0,
      maximum: 65_535,
      default: 3_000,
      variable: 'PORT',
    },
    limits: {
      kind: 'group',
      settings: {
        maxBodyBytes: { kind: 'integer', summary: 'The longest body.', minimum: 1 },
        maxHeaderBytes: { kind: 'integer', summary: 'The longest URL and headers together.', minimum: 1_024 },
        requestTimeoutMs: { kind: 'integer', summary: 'How long a request may take to arrive.', minimum: 1 },
      },
    },
    shutdown: {
      kind: 'group',
      settings: {
        timeoutMs: { kind: 'integer', summary: 'How long what runs may take to end.', minimum: 0 },
        unreadyMs: { kind: 'integer', summary: 'How long requests are still taken.', minimum: 0 },
      },
    },
    health: {
      kind: 'group',
      settings: {
        timeoutMs: { kind: 'integer', summary: 'How long one check may take.', minimum: 1 },
        url: { kind: 'text', summary: 'Where the routes stand.' },
      },
    },
    changes: {
      kind: 'group',
      settings: {
        heartbeatMs: { kind: 'integer', summary: 'How often an idle stream is kept open.', minimum: 1 },
        retryMs: { kind: 'integer', summary: 'How long a browser waits after a break.', minimum: 0 },
        maxBufferedBytes: { kind: 'integer', summary: 'How much may wait for one client.', minimum: 1 },
        stalledAfterMs: { kind: 'integer', summary: 'When a slow client is cut off.', minimum: 1 },
        maxClients: { kind: 'integer', summary: 'How many clients a stream serves.', minimum: 1 },
      },
    },
    webSocket: {
      kind: 'group',
      settings: {
        maxClients: { kind: 'integer', summary: 'How many connections a route serves.', minimum: 1 },
        maxSubscriptions: { kind: 'integer', summary: 'How many a connection has at once.', minimum: 1 },
        maxMessageBytes: { kind: 'integer', summary: 'The longest message of a client.', minimum: 1 },
        maxMessagesPerSecond: { kind: 'integer', summary: 'How many a client may send.', minimum: 1 },
        maxBufferedBytes: { kind: 'integer', summary: 'How much may wait for one client.', minimum: 1 },
        stalledAfterMs: { kind: 'integer', summary: 'When a slow client is cut off.', minimum: 1 },
        heartbeatMs: { kind: 'integer', summary: 'How often a client is asked for life.', minimum: 1 },
      },
    },
  },
} as const

/** The settings of HTTP, checked. */
export type HttpIntegrationConfig = OptionsOfPart<typeof httpConfiguration>
