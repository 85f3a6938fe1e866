import websocket from '@fastify/websocket'
import { InMemoryEventStore } from '@uno-ts/testing'
import { streamId, type RecordedEvent } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { eventSource } from '../shared-changes/event-source.ts'
import { SharedChanges } from '../shared-changes/shared-changes.ts'
import { channel, type WebSocketConfig } from './web-socket-config.ts'
import { webSocketRoute } from './web-socket-route.ts'

let app: FastifyInstance
afterEach(async () => {
  for (const socket of app.websocketServer.clients) socket.terminate()
  await app.close()
})

async function serve(text: string, config: Partial<WebSocketConfig>) {
  const eventStore = new InMemoryEventStore()
  const shared = new SharedChanges<RecordedEvent>({ source: eventSource({ eventStore }) })
  const events = channel({
    source: (request) => shared.follow(request),
    message: ({ type }: RecordedEvent) => ({ event: type, data: text }),
  })
  const bus = recordingBus()
  app = fastify()
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  await app.register(websocket)
  app.route(webSocketRoute({ events }, { url: '/live', ...config }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  let told = 0
  return {
    tell: async (amount: number): Promise<string[]> => {
      const recorded = Array.from({ length: amount }, () => ({ type: 'Told', data: {} }))
      await eventStore.append(streamId('news', '1'), recorded, { expectedVersion: 'any' })
      told += amount
      return Array.from({ length: told }, (_, nr) => String(nr + 1))
    },
    connect: async (amount: number): Promise<readonly WebSocketClient[]> => {
      const clients = await Promise.all(
        Array.from({ length: amount }, () => WebSocketClient.connect(portOf(app))),
      )
      for (const client of clients) client.send({ type: 'subscribe', id: 's', channel: 'events', after: '0' })
      await Promise.all(clients.map((client) => client.first(1)))
      return clients
    },
  }
}

it('gives each of 500 clients every change once and in order, and refuses one more', async () => {
  const { tell, connect } = await serve('news', { maxClients: 500 })
  const clients = await connect(500)
  await expect(WebSocketClient.connect(portOf(app))).rejects.toThrow('status 429')
  await tell(1)
  await tell(10)
  const positions = await tell(9)
  await Promise.all(clients.map((client) => client.first(1 + positions.length)))
  const heard = new Set(clients.map((client) => client.positions('s').join()))
  expect([...heard]).toEqual([positions.join()])
}, 20_000)

it('keeps no more for clients that take nothing than it may, tells them why, and goes on for the others', async () => {
  const maxBufferedBytes = 65_536
  const text = 'x'.repeat(20_000)
  const { tell, connect } = await serve(text, { maxBufferedBytes, stalledAfterMs: 300 })
  const stalled = await connect(10)
  const [listener] = await connect(1)
  for (const { socket } of stalled) socket.pause()
  const server = app.websocketServer
  let mostBuffered = 0
  let isEnding = false
  while (!isEnding) {
    await listener?.first(1 + (await tell(20)).length)
    for (const socket of server.clients) mostBuffered = Math.max(mostBuffered, socket.bufferedAmount)
    isEnding = [...server.clients].some(({ readyState }) => readyState === 2)
  }
  expect(mostBuffered).toBeGreaterThan(maxBufferedBytes / 2) // they were behind indeed
  expect(mostBuffered).toBeLessThan(maxBufferedBytes + 1.1 * text.length)
  for (const { socket } of stalled) socket.resume()
  for (const { closed } of stalled) expect(await closed).toEqual({ code: 4008, reason: 'too slow' })
  const positions = await tell(1)
  await vi.waitFor(() => expect(listener?.positions('s').map(String)).toEqual(positions))
}, 20_000)
