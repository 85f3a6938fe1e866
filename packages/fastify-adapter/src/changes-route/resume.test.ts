import websocket from '@fastify/websocket'
import { InMemoryEventStore, startFaultProxy, type FaultProxy } from '@uno-ts/testing'
import { streamId, type RecordedEvent } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { eventSource } from '../shared-changes/event-source.ts'
import { SharedChanges } from '../shared-changes/shared-changes.ts'
import { channel } from '../web-socket/web-socket-config.ts'
import { webSocketRoute } from '../web-socket/web-socket-route.ts'
import { changesRoute } from './changes-route.ts'

let app: FastifyInstance
let eventStore: InMemoryEventStore
let proxy: FaultProxy

beforeEach(async () => {
  eventStore = new InMemoryEventStore()
  const events = new SharedChanges<RecordedEvent>({ source: eventSource({ eventStore }), keep: 20 })
  const bus = recordingBus()
  app = fastify({ forceCloseConnections: true })
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  await app.register(websocket)
  app.route(changesRoute((request) => events.follow(request), { url: '/changes' }))
  const all = channel({ source: (request) => events.follow(request) })
  app.route(webSocketRoute({ all }, { url: '/live' }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  proxy = await startFaultProxy({ target: { port: portOf(app) } })
})
afterEach(async () => {
  await proxy.close()
  await app.close()
})

/** A client that comes back behind the last change it took, until it is told to stop. */
interface Reader {
  readonly seen: string[]
  connections: number
  /** One connection, until it breaks. */
  visit(signal: AbortSignal): Promise<void>
}

/** Reads as the `EventSource` of a browser does: what is not whole does not count. */
function eventSourceReader(): Reader {
  const seen: string[] = []
  return {
    seen,
    connections: 0,
    async visit(signal) {
      const headers: Record<string, string> = { 'last-event-id': seen.at(-1) ?? '0' }
      const { body } = await fetch(`http://127.0.0.1:${proxy.port}/changes`, { headers, signal })
      let text = ''
      for await (const chunk of body ?? []) {
        text += new TextDecoder().decode(chunk)
        const messages = text.split('\n\n')
        text = messages.pop() ?? ''
        for (const message of messages) seen.push(...(/^id: (\d+)$/m.exec(message)?.slice(1) ?? []))
      }
    },
  }
}

function webSocketReader(): Reader {
  const seen: string[] = []
  return {
    seen,
    connections: 0,
    async visit(signal) {
      const client = await WebSocketClient.connect(proxy.port)
      const leave = () => client.socket.terminate()
      signal.addEventListener('abort', leave, { once: true })
      const known = seen.length
      client.socket.on('message', () => seen.splice(known, seen.length, ...client.positions('s').map(String)))
      client.send({ type: 'subscribe', id: 's', channel: 'all', after: seen.at(-1) ?? '0' })
      await client.closed
      signal.removeEventListener('abort', leave)
    },
  }
}

it('gives every change once and in order to clients whose connections are cut again and again', async () => {
  const readers = [eventSourceReader(), eventSourceReader(), webSocketReader(), webSocketReader()]
  const stop = new AbortController()
  const reading = readers.map(async (reader) => {
    while (!stop.signal.aborted) {
      reader.connections++
      await reader.visit(stop.signal).catch(() => undefined) // its connection was cut: it comes back
    }
  })
  const append = async (amount: number) => {
    const events = Array.from({ length: amount }, () => ({ type: 'Ticked', data: { text: 'x'.repeat(300) } }))
    await eventStore.append(streamId('clock', '1'), events, { expectedVersion: 'any' })
  }
  const faults = [
    () => proxy.cut(),
    () => proxy.resetAll(),
    () => {
      proxy.blackHole() // what is on its way now is lost
      proxy.resetAll()
      proxy.heal()
    },
  ]
  let total = 0
  for (let cut = 0; cut < 25; cut++) {
    const taken = readers.map(({ seen }) => seen.length)
    const amount = 1 + (cut % 7) * 6
    await append(amount)
    total += amount
    // All are back and have begun to read; what they have not read yet is lost on its way.
    const areBack = () => readers.every(({ seen }, nr) => seen.length > (taken[nr] ?? 0))
    await vi.waitFor(() => expect(areBack()).toBe(true), { timeout: 5_000, interval: 1 })
    faults[cut % faults.length]?.()
  }
  await append(1)
  const positions = Array.from({ length: total + 1 }, (_, nr) => String(nr + 1))
  await vi.waitFor(() => expect(readers.map(({ seen }) => seen)).toEqual(readers.map(() => positions)), {
    timeout: 5_000,
  })
  for (const { connections } of readers) expect(connections).toBeGreaterThan(25)
  stop.abort()
  await Promise.all(reading)
}, 20_000)
