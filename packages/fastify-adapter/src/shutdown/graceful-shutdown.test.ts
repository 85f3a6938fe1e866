import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { globalPosition } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type RecordingBus } from '../../test/recording-bus.ts'
import { getOrder } from '../../test/shop.ts'
import { changesRoute } from '../changes-route/changes-route.ts'
import { healthRoutes } from '../health/health-routes.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { cqrsServerOptions } from '../plugin/cqrs-server-options.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { gracefulShutdown } from './graceful-shutdown.ts'

let app: FastifyInstance
let agent: Agent
let bus: RecordingBus
let finish: () => void
let followed: PromiseWithResolvers<void>

beforeEach(async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  finish = resolve
  followed = Promise.withResolvers()
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  bus = recordingBus({
    async GetOrder(data) {
      await promise
      return data
    },
  })
  app = fastify(cqrsServerOptions())
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  await app.register(healthRoutes())
  app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
  app.route(
    changesRoute(
      async function* ({ signal }) {
        yield { position: globalPosition(1n) }
        followed.resolve()
        await once(signal, 'abort')
      },
      { url: '/changes' },
    ),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(async () => {
  finish()
  agent.destroy()
  await app.close()
})

/** Asks on the one connection of an agent, or on a new one. */
async function ask(path: string, through: Agent | false = false) {
  const request = get({ port: portOf(app), path, agent: through })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const running = () => vi.waitFor(() => expect(bus.executions).toHaveLength(1))

describe('an application that stops in good order', () => {
  it('answers what runs, ends its streams with a reason, and takes no more', async () => {
    const order = ask('/orders/1')
    const changes = ask('/changes')
    await Promise.all([running(), followed.promise])
    const port = portOf(app)
    const stopped = gracefulShutdown(app, { signals: [] }).begin()
    expect((await changes).body).toContain('event: end\ndata: {"reason":"shutdown"}')
    await expect(fetch(`http://127.0.0.1:${port}/orders/2`)).rejects.toThrow('fetch failed')
    finish()
    expect(await order).toMatchObject({ status: 200, body: '{"orderId":"1"}' })
    expect(await stopped).toBe('finished')
  })

  it('says first that it is not ready, and goes on for as long as others need to notice', async () => {
    expect(await ask('/health/ready', agent)).toMatchObject({ status: 200 })
    const stopped = gracefulShutdown(app, { signals: [], unreadyMs: 200 }).begin()
    expect(await ask('/health/ready', agent)).toMatchObject({ status: 503, headers: { connection: 'close' } })
    expect(await ask('/health/live')).toMatchObject({ status: 200 })
    finish()
    expect(await ask('/orders/1')).toMatchObject({ status: 200 })
    expect(await stopped).toBe('finished')
  })

  it('does not wait for connections that nobody uses', async () => {
    await ask('/health/live', agent)
    const begun = performance.now()
    await gracefulShutdown(app, { signals: [] }).begin()
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('cuts off what is not done in time, and aborts it', async () => {
    const order = ask('/orders/1').catch((error: Error) => error.message)
    await running()
    expect(await gracefulShutdown(app, { signals: [], timeoutMs: 50 }).begin()).toBe('cut')
    expect(await order).toBe('socket hang up')
    await vi.waitFor(() => expect(bus.only().options.signal?.aborted).toBe(true))
  })

  it('begins with a signal of the process, once, and leaves the next one to the process', async () => {
    const before = process.listenerCount('SIGUSR2')
    const shutdown = gracefulShutdown(app, { signals: ['SIGUSR2'] })
    expect(process.listenerCount('SIGUSR2')).toBe(before + 1)
    process.kill(process.pid, 'SIGUSR2')
    expect(await shutdown.done).toBe('finished')
    expect(process.listenerCount('SIGUSR2')).toBe(before)
    expect(await shutdown.begin()).toBe('finished')
  })
})
