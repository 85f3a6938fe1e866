import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { BackPressureError, type GlobalPosition, type Schema, type StandingPolicy } from '@uno-ts/types'
import { jsonWriter } from '../answer/json.ts'
import { callerOf, type Caller } from '../context/execute-options-of.ts'
import type { OperationOptions } from '../openapi/operation-options.ts'
import { changesOperation } from '../openapi/changes-operation.ts'
import { inputPlan } from '../payload/input-plan.ts'
import { readInput } from '../payload/read-input.ts'
import { validateInput } from '../payload/validate-input.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { checkOrigin } from '../policy/check-origin.ts'
import { authoriseRequest, type GuardedRoute } from '../policy/route-policy.ts'
import { problemOf } from '../problem/problem-of.ts'
import { question } from '../query-route/question.ts'
import { positionOfChange, type ChangeMessage, type Positioned } from './change-message.ts'
import { eventStream } from './event-stream.ts'
import { lastEventId } from './last-event-id.ts'

/** What a source of changes is asked for. */
export interface ChangesRequest<Filter = undefined> extends Caller {
  /** What the client asked for in path and query string, as the route's schema gives it out. */
  readonly filter: Filter
  /** Only what comes after it; `undefined` for what happens from now on. */
  readonly after: GlobalPosition | undefined
  /** Aborted when the client leaves or the application closes: the iterable must end then. */
  readonly signal: AbortSignal
  /** For what a route without a schema reads itself: parameters are text, as they came. */
  readonly request: FastifyRequest
}

/**
 * Gives changes, in the order of their positions, until its signal is aborted. It is asked for the next change when the
 * client can take it, so it should hold none back in memory without a bound of its own.
 */
export type ChangesSource<Change extends Positioned, Filter = undefined> = (
  request: ChangesRequest<Filter>,
) => AsyncIterable<Change>

/** What a schema of a filter gives out. */
type FilterOf<FilterSchema extends Schema> = NonNullable<FilterSchema['~standard']['types']>['output']

/** How changes are reached over HTTP. */
export interface ChangesRouteOptions<
  Change extends Positioned,
  FilterSchema extends Schema = Schema<undefined>,
> extends OperationOptions {
  /** A Fastify URL. */
  readonly url: string
  /** Who may listen. Default: the policy of `cqrsPlugin`, which cannot be a function then. */
  readonly policy?: StandingPolicy | undefined
  /**
   * The pages that may listen, as browsers name them: `https://shop.example.com`. Clients that are no browsers name none
   * and pass, and so do pages of the same origin. Default: pages of the host that is asked.
   */
  readonly origins?: readonly string[] | undefined
  /**
   * What a client may ask for: an object whose fields come from the path and the query string, beside `after`. What does
   * not fit is refused with 400. Default: nothing is looked at; the source reads the request itself.
   */
  readonly filter?: FilterSchema | undefined
  /** What a subscriber gets of a change. Default: the event `change` with the whole change as data. */
  readonly message?: ((change: Change) => ChangeMessage) | undefined
  /** How often a comment keeps an idle connection open, in milliseconds. Default 15,000. */
  readonly heartbeatMs?: number | undefined
  /** How long a browser waits before it comes back after a break, in milliseconds. Default 2,000. */
  readonly retryMs?: number | undefined
  /** How much may wait in memory for one client, in bytes. Default 65,536. */
  readonly maxBufferedBytes?: number | undefined
  /** How long that much may wait before the client is cut off, in milliseconds. Default 10,000. */
  readonly stalledAfterMs?: number | undefined
  /** How many clients this route serves at once; one more is refused with 429. Default 1,000. */
  readonly maxClients?: number | undefined
}

/**
 * Makes a Fastify route that streams changes as server-sent events. The `id` of each is its position, so that a browser
 * that was cut off comes back with `Last-Event-ID` and misses nothing; a first visit may name a position with
 * `?after=`. The last message of a stream that the server ends is `end` with a reason (`shutdown`, `complete`, `too slow`,
 * or `expired` when the credentials of its caller are), or `problem` when its source failed.
 *
 * @example
 * ```ts
 * import { changesRoute } from '@uno-ts/fastify-adapter'
 * import type { ChangeFeed } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function live(app: FastifyInstance, feed: ChangeFeed): void {
 *   app.route(changesRoute(({ after, signal }) => feed.subscribe({ after, signal }), { url: '/changes' }))
 * }
 * ```
 */
export function changesRoute<Change extends Positioned, FilterSchema extends Schema = Schema<undefined>>(
  source: ChangesSource<Change, FilterOf<FilterSchema>>,
  options: ChangesRouteOptions<Change, FilterSchema>,
): RouteOptions {
  const { url, message = whole, maxClients = 1_000, heartbeatMs = 15_000, retryMs = 2_000 } = options
  const { maxBufferedBytes = 65_536, stalledAfterMs = 10_000, origins } = options
  const filtered = options.filter && filteredBy(options.filter, url)
  const write = jsonWriter()
  const guarded: GuardedRoute = { name: 'changes', kind: 'stream', policy: options.policy }
  let clients = 0

  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await callerOf(request)
    authoriseRequest(request, guarded, caller.principal)
    checkOrigin(request, origins)
    const after = lastEventId(request)
    // Without a schema its output is undefined.
    const filter = (await filtered?.read(request)) as FilterOf<FilterSchema>
    if (clients >= maxClients) {
      throw new BackPressureError(`this stream serves ${maxClients} clients at once`, { retryAfterMs: 5_000 })
    }
    const stream = eventStream({
      changes: (signal) => messages(source({ ...caller, after, filter, signal, request }), message, write),
      closing: scopeOf(request).closing,
      expiresAt: caller.principal?.expiresAt,
      cut: () => reply.raw.destroy(),
      failure: (error) => {
        request.log.error({ err: error, requestId: request.id }, 'a source of changes failed')
        return { event: 'problem', data: JSON.stringify(problemOf(error, { requestId: request.id }).problem) }
      },
      heartbeatMs,
      retryMs,
      maxBufferedBytes,
      stalledAfterMs,
    })
    clients++
    stream.once('close', () => clients--)
    return reply.headers(streamHeaders).send(stream)
  }
  const config = { cqrsRoute: guarded, swaggerTransform: changesOperation(options, filtered) }
  return { method: 'GET', url, handler, exposeHeadRoute: false, config }
}

/** Reads the filter of a request by its schema. @throws ConfigurationError when the path has a field it does not */
function filteredBy(schema: Schema, url: string) {
  const definition = question('the filter', schema, schema)
  const plan = inputPlan(definition, { url, rest: 'query', ignored: ['after'] })
  const read = (request: FastifyRequest) => validateInput(definition, readInput(plan, request))
  return { definition, plan, read }
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no', // nginx would hold events back
}

function whole(change: unknown): ChangeMessage {
  return { data: change }
}

async function* messages<Change extends Positioned>(
  changes: AsyncIterable<Change>,
  message: (change: Change) => ChangeMessage,
  write: (value: unknown) => string,
) {
  for await (const change of changes) {
    const { event = 'change', data } = message(change)
    yield { id: positionOfChange(change), event, data: write(data) }
  }
}
