import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import websocket from '@fastify/websocket'
import { waitUntil } from '@uno-ts/testing'
import { globalPosition, type GlobalPosition } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, expect, it } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { SharedChanges } from '../shared-changes/shared-changes.ts'
import { channel } from '../web-socket/web-socket-config.ts'
import { webSocketRoute } from '../web-socket/web-socket-route.ts'
import { changesRoute } from './changes-route.ts'

const seconds = Number(process.env['SOAK_SECONDS'] ?? 60)
const slowClients = 50
const messageBytes = 20_000
const maxBufferedBytes = 65_536

interface Change {
  readonly position: GlobalPosition
  readonly text: string
}

let app: FastifyInstance
afterAll(async () => {
  for (const socket of app.websocketServer.clients) socket.terminate()
  app.server.closeAllConnections()
  await app.close()
})

/** Changes as fast as the listeners that do listen can take them. */
async function* flood({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<Change> {
  for (let position = 1n; !signal.aborted; position++) {
    await new Promise((resolve) => setImmediate(resolve))
    yield { position: globalPosition(position), text: 'x'.repeat(messageBytes) }
  }
}

it('keeps a bounded amount for clients that take nothing, however long they do not and however often they come', async () => {
  const shared = new SharedChanges<Change>({ source: flood, keep: 100 })
  const bus = recordingBus()
  app = fastify()
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  await app.register(websocket)
  const limits = { maxBufferedBytes, stalledAfterMs: 2_000 }
  app.route(changesRoute((request) => shared.follow(request), { url: '/changes', ...limits }))
  const changes = channel({ source: (request) => shared.follow(request) })
  app.route(webSocketRoute({ changes }, { url: '/live', ...limits }))
  await app.listen({ port: 0, host: '127.0.0.1' })

  const before = memoryKept()
  const most = slowClients * 2 * (maxBufferedBytes + 2 * messageBytes) + 200 * messageBytes + 48 * 1_048_576
  let comings = 0
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    const streams = Array.from({ length: slowClients }, () => stalledStream(portOf(app)))
    const sockets = await Promise.all(
      Array.from({ length: slowClients }, () => WebSocketClient.connect(portOf(app))),
    )
    for (const client of sockets) {
      client.send({ type: 'subscribe', id: 's', channel: 'changes' })
      client.socket.pause()
    }
    comings += slowClients * 2
    const allAreCutOff = async () => {
      expect(memoryKept() - before).toBeLessThan(most)
      return (await connections()) === 0
    }
    expect(await waitUntil(allAreCutOff, 120_000, 250)).toBe(true)
    for (const stream of streams) stream.destroy()
    for (const { socket } of sockets) socket.terminate()
  }
  expect(comings).toBeGreaterThan(0)
  expect(memoryKept() - before).toBeLessThan(48 * 1_048_576)
})

function connections(): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)))
}

/** A client of the stream that asks, and reads nothing. */
function stalledStream(port: number): Socket {
  const socket = connect(port, '127.0.0.1').pause()
  socket.on('error', () => undefined) // it is cut off
  socket.write('GET /changes HTTP/1.1\r\nhost: a\r\n\r\n')
  return socket
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is in use when everything else is gone, buffers included, in bytes. */
function memoryKept(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
