import { Socket as TcpSocket } from 'node:net'
import type { FastifyRequest, RouteOptions } from 'fastify'
import {
  BackPressureError,
  checkStandingPolicy,
  ConfigurationError,
  ValidationError,
  validationIssues,
} from '@uno-ts/types'
import { auditedCall } from '../audit/audited-call.ts'
import { callerOf, type Caller } from '../context/execute-options-of.ts'
import { textIssues } from '../payload/text-issues.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { checkOrigin } from '../policy/check-origin.ts'
import { authoriseRequest, type GuardedRoute } from '../policy/route-policy.ts'
import { RequestError } from '../problem/request-error.ts'
import { changeFrames } from './change-frames.ts'
import { ChangeWriter } from './change-writer.ts'
import { Connection, type OpenChannel } from './connection.ts'
import { incomingOf } from './incoming.ts'
import { refusal } from './read-client-message.ts'
import type { Socket } from './socket.ts'
import type { Channel, Channels, WebSocketConfig } from './web-socket-config.ts'
import { closeReasons, type ClientMessage } from './web-socket-message.ts'
import { WriteTurn } from './write-turn.ts'

/** A Fastify route with the handler that `@fastify/websocket` calls when a connection is made. */
export type WebSocketRoute = RouteOptions & {
  readonly wsHandler: (socket: Socket, request: FastifyRequest) => void
}

/**
 * Makes a Fastify route over which a client subscribes to any number of channels on one connection. `@fastify/websocket`
 * must be registered before it. Each change comes with its position; a client that was cut off subscribes again `after`
 * the last one it took, and misses nothing.
 *
 * Who may connect is decided before the connection is made, by policy and origin, with an HTTP answer. The server closes
 * with a code and a reason, {@link closeReasons}.
 *
 * @example
 * ```ts
 * import websocket from '@fastify/websocket'
 * import { channel, webSocketRoute } from '@uno-ts/fastify-adapter'
 * import type { ChangeFeed } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function live(app: FastifyInstance, feed: ChangeFeed): Promise<void> {
 *   await app.register(websocket)
 *   const changes = channel({ source: ({ after, signal }) => feed.subscribe({ after, signal }) })
 *   app.route(webSocketRoute({ changes }, { url: '/live' }))
 * }
 * ```
 */
export function webSocketRoute(channels: Channels, config: WebSocketConfig): WebSocketRoute {
  const { url, origins, maxClients = 1_000, maxBufferedBytes, ...limits } = { ...defaults, ...known(config) }
  const guarded: GuardedRoute = { name: 'changes', kind: 'stream', policy: config.policy }
  const open = channelOpener(channels)
  const callers = new WeakMap<FastifyRequest, Caller>()
  const turn = new WriteTurn()
  let clients = 0

  const admit = async (request: FastifyRequest): Promise<void> => {
    const caller = await callerOf(request)
    authoriseRequest(request, guarded, caller.principal)
    if ((request as { readonly ws?: boolean }).ws !== true)
      throw new RequestError('ERR_UPGRADE_REQUIRED', 'expected a WebSocket')
    checkOrigin(request, origins)
    if (clients >= maxClients) {
      throw new BackPressureError(`this route serves ${maxClients} clients at once`, { retryAfterMs: 5_000 })
    }
    callers.set(request, caller)
  }

  const wsHandler = (socket: Socket, request: FastifyRequest): void => {
    const caller = callers.get(request) ?? { principal: undefined, metadata: {} } // admitted just now
    if (scopeOf(request).audited) auditedCall(request).isConnected = true
    sayShutdown(socket)
    clients++
    socket.once('close', () => clients--)
    Connection.serve({
      ...limits,
      socket,
      incoming: incomingOf(request),
      writer: new ChangeWriter({ socket, stream: streamOf(request), turn, maxBufferedBytes }),
      open: (message) => open(message, caller, request),
      closing: scopeOf(request).closing,
      expiresAt: caller.principal?.expiresAt,
      requestId: request.id,
      onFailure: (error) =>
        request.log.error({ err: error, requestId: request.id }, 'a source of changes failed'),
    })
  }

  const handler = (request: FastifyRequest): never => {
    throw new ConfigurationError(
      `expected @fastify/websocket to be registered before the route ${request.routeOptions.url ?? url}`,
    )
  }
  const hidden = { hide: true } // OpenAPI has no words for it
  return {
    method: 'GET',
    url,
    schema: hidden,
    preHandler: admit,
    handler,
    wsHandler,
    exposeHeadRoute: false,
    config: { cqrsRoute: guarded },
  }
}

/** What a WebSocket was made of; a test that injects one has none. */
function streamOf({ raw }: FastifyRequest): TcpSocket | undefined {
  const socket: unknown = raw.socket
  return socket instanceof TcpSocket ? socket : undefined
}

/**
 * Whoever closes a connection without a reason is the application that closes: `@fastify/websocket` does so with all of
 * them, before this package hears of it when it was registered later.
 */
function sayShutdown(socket: Socket): void {
  const close = socket.close.bind(socket)
  const [code, reason] = closeReasons.shutdown
  socket.close = (given = code, words = reason) => close(given, words)
}

const defaults = {
  maxSubscriptions: 100,
  maxMessageBytes: 16_384,
  maxMessagesPerSecond: 50,
  maxBufferedBytes: 65_536,
  stalledAfterMs: 10_000,
  heartbeatMs: 30_000,
}

/** The settings that say something. */
function known(config: WebSocketConfig): Partial<typeof defaults> & WebSocketConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined),
  ) as unknown as WebSocketConfig & Partial<typeof defaults>
}

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>

/** Finds the channel a client names, asks whether it may, and checks what it asks for. */
function channelOpener(channels: Channels) {
  const byName = new Map(
    Object.entries(channels).map(([name, channel]) => [name, { channel, frame: changeFrames(channel) }]),
  )
  return async (
    message: Subscribe,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<OpenChannel | undefined> => {
    const found = byName.get(message.channel)
    if (found === undefined) return undefined
    const { channel, frame } = found
    if (channel.policy !== undefined) checkStandingPolicy(channel.policy, caller.principal, message.channel)
    const filter = await filterOf(channel, message.filter, scopeOf(request).maxDepth)
    return {
      frame,
      changes: (after, signal) => channel.source({ ...caller, after, filter, signal, request }),
    }
  }
}

async function filterOf({ filter: schema }: Channel, filter: unknown, maxDepth: number): Promise<unknown> {
  if (schema === undefined) {
    if (filter !== undefined) throw refusal('filter', 'expected none: this channel takes no filter')
    return undefined
  }
  const { issues: hostile } = textIssues(filter, ['message', 'filter'], maxDepth)
  if (hostile.length > 0) throw new ValidationError('the filter', hostile)
  const checked = await schema['~standard'].validate(filter)
  if (checked.issues === undefined) return checked.value
  const issues = validationIssues(checked.issues)
  throw new ValidationError(
    'the filter',
    issues.map(({ path, message }) => ({ path: ['message', 'filter', ...path], message })),
  )
}
