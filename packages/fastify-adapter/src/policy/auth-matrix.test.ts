import websocket from '@fastify/websocket'
import { UnauthenticatedError, type Policy, type Principal } from '@uno-ts/types'
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { command, query } from '../../test/define.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import type { Positioned } from '../changes-route/change-message.ts'
import { changesRoute } from '../changes-route/changes-route.ts'
import { commandRoute } from '../command-route/command-route.ts'
import { metricsRoute } from '../metrics-route/metrics-route.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { cqrsServerOptions } from '../plugin/cqrs-server-options.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { channel } from '../web-socket/web-socket-config.ts'
import { webSocketRoute } from '../web-socket/web-socket-route.ts'

const act = command({ type: 'Act', data: z.strictObject({ id: z.string() }), result: z.unknown() })
const look = query({ type: 'Look', data: z.strictObject({ id: z.string() }), result: z.unknown() })

const policies = {
  public: 'public',
  authenticated: 'authenticated',
  scoped: { scopes: ['act'] },
} as const satisfies Record<string, Policy>
type Guard = keyof typeof policies

const callers: Readonly<Record<string, Principal | undefined>> = {
  nobody: undefined,
  'somebody without the scope': { id: 'ada', scopes: ['other'] },
  'somebody with the scope': { id: 'bob', scopes: ['act', 'other'] },
}
const impostor = 'somebody who is not to be believed'

/** The one table: what each caller gets at each guard, whatever kind of route stands behind it. */
const expected: Readonly<Record<Guard, Readonly<Record<string, number>>>> = {
  public: { nobody: 200, 'somebody without the scope': 200, 'somebody with the scope': 200, [impostor]: 401 },
  authenticated: {
    nobody: 401,
    'somebody without the scope': 200,
    'somebody with the scope': 200,
    [impostor]: 401,
  },
  scoped: { nobody: 401, 'somebody without the scope': 403, 'somebody with the scope': 200, [impostor]: 401 },
}

const bus = recordingBus()
let app: FastifyInstance

beforeAll(async () => {
  app = fastify(cqrsServerOptions())
  await app.register(websocket)
  await app.register(cqrsPlugin, {
    commandBus: bus,
    queryBus: bus,
    principal({ headers }) {
      const caller = String(headers['x-caller'])
      if (caller === impostor) throw new UnauthenticatedError('the token is not to be believed')
      return callers[caller]
    },
  })
  for (const [guard, policy] of Object.entries(policies)) {
    app.route(commandRoute(act, { url: `/${guard}/command`, policy }))
    app.route(queryRoute(look, { url: `/${guard}/query/:id`, policy }))
    app.route(queryRoute(look, { url: `/${guard}/query`, method: 'POST', policy }))
    app.route(changesRoute(async function* () {}, { url: `/${guard}/changes`, policy }))
    app.route(
      metricsRoute(
        { contentType: 'text/plain', collect: async () => '' },
        { url: `/${guard}/metrics`, policy },
      ),
    )
    const channels = { all: channel({ source: nothing, policy: 'public' }) }
    app.route(webSocketRoute(channels, { url: `/${guard}/socket`, policy }))
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => app.close())

async function* nothing(): AsyncGenerator<Positioned> {}

async function status(headers: Readonly<Record<string, string>>, request: InjectOptions): Promise<number> {
  const { statusCode } = await app.inject({ ...request, headers })
  return statusCode
}

async function connected(headers: Readonly<Record<string, string>>, path: string): Promise<number> {
  try {
    const { socket } = await WebSocketClient.connect(portOf(app), path, { headers })
    socket.terminate()
    return 200
  } catch (error) {
    return Number(String(error).match(/status (\d+)/)?.[1])
  }
}

const kinds: Readonly<
  Record<string, (headers: Readonly<Record<string, string>>, guard: Guard) => Promise<number>>
> = {
  'a command': (headers, guard) =>
    status(headers, { method: 'POST', url: `/${guard}/command`, payload: { id: 'x' } }),
  'a query': (headers, guard) => status(headers, { url: `/${guard}/query/x` }),
  'a query with HEAD': (headers, guard) => status(headers, { method: 'HEAD', url: `/${guard}/query/x` }),
  'a query with a body': (headers, guard) =>
    status(headers, { method: 'POST', url: `/${guard}/query`, payload: { id: 'x' } }),
  'a stream': (headers, guard) => status(headers, { url: `/${guard}/changes` }),
  'a WebSocket': (headers, guard) => connected(headers, `/${guard}/socket`),
  'a page of the process': (headers, guard) => status(headers, { url: `/${guard}/metrics` }),
}

const cases = Object.keys(kinds).flatMap((kind) =>
  Object.entries(expected).flatMap(([guard, row]) =>
    Object.entries(row).map(([caller, answer]) => ({ kind, guard: guard as Guard, caller, answer })),
  ),
)

describe('who may call what', () => {
  it.each(cases)(
    '$kind that is $guard answers $caller with $answer',
    async ({ kind, guard, caller, answer }) => {
      bus.executions.length = 0
      expect(await kinds[kind]?.({ 'x-caller': caller }, guard)).toBe(answer)
      const reachesBus = answer === 200 && (kind.startsWith('a command') || kind.startsWith('a query'))
      expect(bus.executions).toHaveLength(reachesBus ? 1 : 0)
    },
  )

  it.each(['/scoped/command', '/scoped/query'])(
    'tells a stranger nothing of what %s expects',
    async (url) => {
      const response = await app.inject({ method: 'POST', url, payload: { wrong: true } })
      expect(response.statusCode).toBe(401)
      expect(response.body).not.toContain('wrong')
    },
  )
})
