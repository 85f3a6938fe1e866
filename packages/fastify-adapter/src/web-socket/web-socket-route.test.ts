import { connect } from 'node:net'
import websocket from '@fastify/websocket'
import { globalPosition, type Policy, type Principal } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import { CQRSEndpointFactory } from '../endpoint-factory/cqrs-endpoint-factory.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import type { FollowedSource } from '../shared-changes/follow-request.ts'
import { SharedChanges } from '../shared-changes/shared-changes.ts'
import { channel, type Channels, type WebSocketConfig } from './web-socket-config.ts'
import { webSocketRoute } from './web-socket-route.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

interface Tick {
  readonly position: ReturnType<typeof globalPosition>
  readonly nr: number
}

/** A log of ticks that grows; sources follow it from any position. */
class Ticks {
  readonly all: Tick[] = []
  readonly #waiting = new Set<() => void>()

  tick(): void {
    this.all.push({ position: globalPosition(BigInt(this.all.length + 1)), nr: this.all.length + 1 })
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  get followers(): number {
    return this.#waiting.size
  }

  async *follow(after: bigint, signal: AbortSignal): AsyncGenerator<Tick> {
    for (let index = Number(after); ;) {
      const tick = this.all[index]
      if (tick !== undefined) {
        index++
        yield tick
        continue
      }
      let wake: (() => void) | undefined
      await new Promise<void>((resolve) => {
        wake = resolve
        this.#waiting.add(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      if (wake) this.#waiting.delete(wake)
      if (signal.aborted) return
    }
  }
}

async function serve(
  channels: Channels,
  config: Partial<WebSocketConfig> = {},
  scope: { readonly policy?: Policy; readonly principal?: () => Principal | undefined } = {},
): Promise<number> {
  const bus = recordingBus()
  app = fastify()
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public', ...scope })
  await app.register(websocket)
  app.route(webSocketRoute(channels, { url: '/live', ...config }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  return portOf(app)
}

const ticking = () => {
  const ticks = new Ticks()
  const live = channel({
    source: ({ after, signal }) => ticks.follow(after ?? BigInt(ticks.all.length), signal),
    message: ({ nr }: Tick) => ({ event: 'tick', data: { nr } }),
  })
  return { ticks, channels: { ticks: live } }
}

describe('a WebSocket', () => {
  it('gives a subscription its changes, each with its position', async () => {
    const { ticks, channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks', after: '0' })
    ticks.tick()
    ticks.tick()
    expect(await client.first(3)).toEqual([
      { type: 'subscribed', id: 's' },
      { type: 'change', id: 's', position: '1', event: 'tick', data: { nr: 1 } },
      { type: 'change', id: 's', position: '2', event: 'tick', data: { nr: 2 } },
    ])
  })

  it('carries many subscriptions, each from its own place', async () => {
    const { ticks, channels } = ticking()
    for (let nr = 0; nr < 5; nr++) ticks.tick()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 'all', channel: 'ticks', after: '0' })
    client.send({ type: 'subscribe', id: 'late', channel: 'ticks', after: '3' })
    client.send({ type: 'subscribe', id: 'new', channel: 'ticks' })
    await vi.waitFor(() => expect(ticks.followers).toBe(3))
    ticks.tick()
    await vi.waitFor(() => expect(client.positions('new')).toEqual([6]))
    expect(client.positions('all')).toEqual([1, 2, 3, 4, 5, 6])
    expect(client.positions('late')).toEqual([4, 5, 6])
  })

  it('writes a change once for all who get it', async () => {
    const ticks = new Ticks()
    const message = vi.fn<(tick: Tick) => { data: unknown }>(({ nr }) => ({ data: nr }))
    const live = channel({ source: ({ signal }) => ticks.follow(0n, signal), message })
    const port = await serve({ live })
    const clients = await Promise.all(Array.from({ length: 20 }, () => WebSocketClient.connect(port)))
    for (const client of clients) client.send({ type: 'subscribe', id: 's', channel: 'live' })
    ticks.tick()
    await Promise.all(clients.map((client) => client.first(2)))
    expect(message).toHaveBeenCalledOnce()
  })

  it('gives a burst in order, with all else in its place', async () => {
    const ticks = new Ticks()
    const changes = new SharedChanges<Tick>({
      source: ({ after, signal }) => ticks.follow(after ?? BigInt(ticks.all.length), signal),
    })
    const live = channel({
      source: (request) => changes.follow(request),
      message: ({ nr }: Tick) => ({ data: nr % 10 === 0 ? '€'.repeat(40_000) : nr }),
    })
    const port = await serve({ live })
    const clients = await Promise.all(Array.from({ length: 40 }, () => WebSocketClient.connect(port)))
    clients.forEach((client, nr) => client.send({ type: 'subscribe', id: `s-${nr % 20}`, channel: 'live' }))
    await Promise.all(clients.map((client) => client.first(1)))
    for (let nr = 0; nr < 30; nr++) ticks.tick()
    await Promise.all(clients.map((client) => client.first(31)))
    clients.forEach((client, nr) => client.send({ type: 'unsubscribe', id: `s-${nr % 20}` }))
    await Promise.all(clients.map((client) => client.first(32)))
    const all = Array.from({ length: 30 }, (_, nr) => nr + 1)
    for (const [nr, client] of clients.entries()) {
      expect(client.positions(`s-${nr % 20}`)).toEqual(all)
      expect(client.messages.at(-1)?.type).toBe('ended')
    }
  })

  it('cuts off who takes nothing of shared changes, and nobody else', async () => {
    const ticks = new Ticks()
    const changes = new SharedChanges<Tick>({
      source: ({ after, signal }) => ticks.follow(after ?? BigInt(ticks.all.length), signal),
    })
    const live = channel({
      source: (request) => changes.follow(request),
      message: () => ({ data: 'x'.repeat(100_000) }),
    })
    const port = await serve({ live }, { stalledAfterMs: 200 })
    const [stalled, other] = await Promise.all([WebSocketClient.connect(port), WebSocketClient.connect(port)])
    for (const client of [stalled, other])
      client.send({ type: 'subscribe', id: 's', channel: 'live', after: '0' })
    ticks.tick()
    await Promise.all([stalled.first(2), other.first(2)])
    stalled.socket.pause()
    for (let nr = 1; app!.websocketServer.clients.size === 2 && nr < 5_000; nr++) {
      ticks.tick()
      await other.first(1 + ticks.all.length)
    }
    expect(app!.websocketServer.clients.size).toBe(1)
    expect(other.positions('s')).toEqual(ticks.all.map(({ nr }) => nr))
  })

  it('writes the same over a connection that is compressed', async () => {
    const { ticks, channels } = ticking()
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    await app.register(websocket, { options: { perMessageDeflate: { threshold: 0 } } })
    app.route(webSocketRoute(channels, { url: '/live' }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const client = await WebSocketClient.connect(portOf(app))
    expect(client.socket.extensions).toBe('permessage-deflate')
    client.send({ type: 'subscribe', id: 's', channel: 'ticks', after: '0' })
    for (let nr = 0; nr < 20; nr++) ticks.tick()
    await client.first(21)
    expect(client.positions('s')).toEqual(Array.from({ length: 20 }, (_, nr) => nr + 1))
  })

  it('is served without a network', async () => {
    const { ticks, channels } = ticking()
    await serve(channels)
    const socket = await app!.injectWS('/live')
    const client = new WebSocketClient(socket)
    client.send({ type: 'subscribe', id: 's', channel: 'ticks', after: '0' })
    ticks.tick()
    expect((await client.first(2))[1]).toMatchObject({ type: 'change', position: '1' })
    socket.terminate()
  })

  it('writes nothing to a client that has said goodbye', async () => {
    const { ticks, channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    await vi.waitFor(() => expect(ticks.followers).toBe(1))
    const timer = setInterval(() => ticks.tick(), 0)
    await client.first(10)
    client.socket.close(1000, 'enough')
    expect(await client.closed).toEqual({ code: 1000, reason: 'enough' })
    clearInterval(timer)
  })

  it.each([
    ['a source of their own', (source: FollowedSource<Tick>) => source],
    [
      'a source they share',
      (source: FollowedSource<Tick>): FollowedSource<Tick> => {
        const shared = new SharedChanges({ source, keep: 5 })
        return (request) => shared.follow(request)
      },
    ],
  ])(
    'loses nothing and repeats nothing for clients that are cut off again and again from %s',
    async (_of, by) => {
      const ticks = new Ticks()
      const source = by(({ after, signal }) => ticks.follow(after ?? BigInt(ticks.all.length), signal))
      const port = await serve({ ticks: channel({ source }) })
      const follow = async (upTo: number): Promise<number[]> => {
        const seen: number[] = []
        while (seen.length < upTo) {
          const client = await WebSocketClient.connect(port)
          client.send({ type: 'subscribe', id: 's', channel: 'ticks', after: String(seen.length) })
          const enough = Math.min(upTo - seen.length, 1 + Math.floor(Math.random() * 20))
          await client.first(1 + enough)
          client.socket.terminate()
          seen.push(...client.positions('s'))
        }
        return seen
      }
      const following = Promise.all(Array.from({ length: 5 }, () => follow(200)))
      for (let nr = 1; nr <= 200; nr++) {
        ticks.tick()
        if (nr % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      const expected = Array.from({ length: 200 }, (_, index) => index + 1)
      for (const seen of await following) expect(seen.slice(0, 200)).toEqual(expected)
    },
  )

  it('ends a subscription that is not wanted any more, and its source', async () => {
    const { ticks, channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    await client.first(1)
    await vi.waitFor(() => expect(ticks.followers).toBe(1))
    client.send({ type: 'unsubscribe', id: 's' })
    expect((await client.first(2))[1]).toEqual({ type: 'ended', id: 's', reason: 'unsubscribed' })
    await vi.waitFor(() => expect(ticks.followers).toBe(0))
  })

  it('ends its sources when the client leaves', async () => {
    const { ticks, channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    await vi.waitFor(() => expect(ticks.followers).toBe(1))
    client.socket.terminate()
    await vi.waitFor(() => expect(ticks.followers).toBe(0))
  })

  it('says when a source has no more', async () => {
    const three = channel({
      source: async function* () {
        for (const nr of [1, 2, 3]) yield { position: globalPosition(BigInt(nr)), nr }
      },
    })
    const client = await WebSocketClient.connect(await serve({ three }))
    client.send({ type: 'subscribe', id: 's', channel: 'three' })
    expect((await client.first(5)).at(-1)).toEqual({ type: 'ended', id: 's', reason: 'complete' })
    client.send({ type: 'subscribe', id: 's', channel: 'three' }) // the id is free again
    await client.first(10)
  })

  it('tells of a source that fails, and nothing of what is inside', async () => {
    const failing = channel({
      source: async function* (): AsyncGenerator<Tick> {
        yield { position: globalPosition(1n), nr: 1 }
        throw new Error('password=1234')
      },
    })
    const client = await WebSocketClient.connect(await serve({ failing }))
    client.send({ type: 'subscribe', id: 's', channel: 'failing' })
    const [, , problem, ended] = await client.first(4)
    expect(ended).toEqual({ type: 'ended', id: 's', reason: 'failed' })
    expect(problem).toMatchObject({
      type: 'problem',
      id: 's',
      problem: { status: 500, code: 'ERR_INTERNAL' },
    })
    expect(JSON.stringify(problem)).not.toContain('1234')
  })

  it('is also an endpoint of a factory', async () => {
    const { channels } = ticking()
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    await app.register(websocket)
    const endpoints = new CQRSEndpointFactory({ basePath: '/api' })
    app.route(endpoints.createWebSocketEndpoint(channels, { url: '/live' }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const client = await WebSocketClient.connect(portOf(app), '/api/live')
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    expect(await client.first(1)).toEqual([{ type: 'subscribed', id: 's' }])
  })
})

const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)])

describe('what a client asks for', () => {
  it.each([
    ['no JSON', '{', 'message'],
    ['no object', '[]', 'message'],
    ['no id', '{"type":"subscribe"}', 'message.id'],
    ['no type', '{"id":"s"}', 'message.type'],
    ['no channel', '{"type":"subscribe","id":"s"}', 'message.channel'],
    ['an unknown channel', '{"type":"subscribe","id":"s","channel":"toString"}', 'message.channel'],
    ['no position', '{"type":"subscribe","id":"s","channel":"ticks","after":"-1"}', 'message.after'],
    [
      'a filter where none is',
      '{"type":"subscribe","id":"s","channel":"ticks","filter":{}}',
      'message.filter',
    ],
  ])('is refused when it is %s, and the connection stays', async (_name, text, path) => {
    const { channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.socket.send(text)
    const [problem] = await client.first(1)
    expect(problem).toMatchObject({ type: 'problem', problem: { status: 400, errors: [{ path }] } })
    client.send({ type: 'subscribe', id: 'good', channel: 'ticks' })
    expect((await client.first(2))[1]).toEqual({ type: 'subscribed', id: 'good' })
  })

  it('is checked by the schema of its channel, whose output the source gets', async () => {
    const source = vi.fn<(asked: { filter: { code: string } }) => AsyncIterable<Tick>>(async function* () {})
    const filter = z.strictObject({ code: z.string().toUpperCase() })
    const products = channel<Tick, typeof filter>({ filter, source })
    const client = await WebSocketClient.connect(await serve({ products }))
    client.send({ type: 'subscribe', id: 'bad', channel: 'products', filter: { code: 7 } })
    expect((await client.first(1))[0]).toMatchObject({
      problem: { errors: [{ path: 'message.filter.code' }] },
    })
    client.send({ type: 'subscribe', id: 'nul', channel: 'products', filter: { code: 'a\0b' } })
    client.send({ type: 'subscribe', id: 'deep', channel: 'products', filter: deep(100) })
    for (const [nr, path] of ['message.filter.code', 'message.filter'].entries()) {
      expect((await client.first(3))[nr + 1]).toMatchObject({ problem: { status: 400, errors: [{ path }] } })
    }
    expect(source).not.toHaveBeenCalled()
    client.send({ type: 'subscribe', id: 'good', channel: 'products', filter: { code: 'a1' } })
    await client.first(5)
    expect(source.mock.calls[0]?.[0].filter).toEqual({ code: 'A1' })
  })

  it('has an id of its own', async () => {
    const { channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    const refused = (await client.first(2)).find(({ type }) => type === 'problem')
    expect(refused).toMatchObject({ id: 's', problem: { errors: [{ path: 'message.id' }] } })
  })

  it('is bounded in number', async () => {
    const { channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels, { maxSubscriptions: 2 }))
    for (const id of ['a', 'b', 'c']) client.send({ type: 'subscribe', id, channel: 'ticks' })
    const refused = (await client.first(3)).find(({ type }) => type === 'problem')
    expect(refused).toMatchObject({ id: 'c', problem: { code: 'ERR_BACK_PRESSURE' } })
  })

  it.each<[string, Partial<WebSocketConfig>, (client: WebSocketClient) => void, number]>([
    ['too long', { maxMessageBytes: 100 }, ({ socket }) => socket.send('x'.repeat(101)), 1009],
    ['binary', {}, ({ socket }) => socket.send(Buffer.from('{}')), 1003],
    [
      'too many',
      { maxMessagesPerSecond: 5 },
      ({ socket }) => {
        for (let nr = 0; nr < 7; nr++) socket.send('{}')
      },
      4029,
    ],
  ])('closes the connection when it is %s', async (_name, config, send, code) => {
    const { channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels, config))
    send(client)
    expect((await client.closed).code).toBe(code)
  })
})

it('a message is not kept beyond its limit while it comes in', async () => {
  const { channels } = ticking()
  const raw = connect(await serve(channels, { maxMessageBytes: 1_000 }), '127.0.0.1')
  const received: Buffer[] = []
  raw.on('data', (chunk: Buffer) => received.push(chunk))
  raw.on('error', () => undefined) // it is cut off while it writes
  raw.write(
    'GET /live HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const head = Buffer.alloc(14)
  head.set([0x81, 0xff]) // a text, masked, its length in eight bytes
  head.writeUInt32BE(50 * 1_048_576, 6)
  raw.write(head)
  let sent = 0
  const sending = setInterval(() => {
    if (raw.writableLength > 0 || sent >= 50 * 1_048_576) return
    raw.write(Buffer.alloc(65_536))
    sent += 65_536
  })
  const closing = Buffer.from([0x88, 2 + 'message too large'.length, 1_009 >> 8, 1_009 & 0xff])
  await vi.waitFor(() => expect(Buffer.concat(received).includes(closing)).toBe(true), { timeout: 4_000 })
  clearInterval(sending)
  for (const socket of app!.websocketServer.clients) socket.terminate() // it would wait for an answer
  expect(sent).toBeLessThan(10 * 1_048_576) // what the buffers of the system take, once it is not read any more
})

describe('a connection', () => {
  const ada: Principal = { id: 'ada', scopes: ['live'] }

  it('is refused by policy before it is made', async () => {
    const { channels } = ticking()
    const port = await serve(channels, { policy: 'authenticated' })
    await expect(WebSocketClient.connect(port)).rejects.toThrow('status 401')
    await app!.close()
    const open = await serve(channels, { policy: { scopes: ['other'] } }, { principal: () => ada })
    await expect(WebSocketClient.connect(open)).rejects.toThrow('status 403')
  })

  it('may be refused a channel', async () => {
    const { channels } = ticking()
    const secret = { ...channels.ticks, policy: { scopes: ['secret'] } } as const
    const port = await serve({ ...channels, secret }, {}, { principal: () => ada })
    const client = await WebSocketClient.connect(port)
    client.send({ type: 'subscribe', id: 's', channel: 'secret' })
    expect((await client.first(1))[0]).toMatchObject({ id: 's', problem: { status: 403 } })
  })

  it('is not made by pages of another origin', async () => {
    const { channels } = ticking()
    const port = await serve(channels)
    const from = (origin: string) => WebSocketClient.connect(port, '/live', { origin })
    await expect(from('https://evil.example.com')).rejects.toThrow('status 403')
    await expect(from('null')).rejects.toThrow('status 403')
    await expect(from(`http://127.0.0.1:${port}`)).resolves.toBeDefined()
    await app!.close()
    const listed = await serve(channels, { origins: ['https://shop.example.com'] })
    const page = (origin: string) => WebSocketClient.connect(listed, '/live', { origin })
    await expect(page('https://shop.example.com')).resolves.toBeDefined()
    await expect(page(`http://127.0.0.1:${listed}`)).rejects.toThrow('status 403')
  })

  it('is one of a bounded number, and makes room when it ends', async () => {
    const { channels } = ticking()
    const port = await serve(channels, { maxClients: 1 })
    const first = await WebSocketClient.connect(port)
    await expect(WebSocketClient.connect(port)).rejects.toThrow('status 429')
    first.socket.terminate()
    await vi.waitFor(async () => expect(await WebSocketClient.connect(port)).toBeDefined())
  })

  it('ends with the credentials of its caller', async () => {
    const { ticks, channels } = ticking()
    const principal = () => ({ ...ada, expiresAt: Date.now() + 100 })
    const client = await WebSocketClient.connect(await serve(channels, {}, { principal }))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    expect(await client.closed).toEqual({ code: 4001, reason: 'credentials expired' })
    await vi.waitFor(() => expect(ticks.followers).toBe(0))
  })

  it('ends with a reason when the application closes, whoever closes it first', async () => {
    const { channels } = ticking()
    const bus = recordingBus()
    app = fastify()
    await app.register(websocket)
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    app.route(webSocketRoute(channels, { url: '/live' }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const client = await WebSocketClient.connect(portOf(app))
    await app.close()
    expect(await client.closed).toEqual({ code: 1001, reason: 'shutdown' })
  })

  it('ends with a reason when the application closes', async () => {
    const { channels } = ticking()
    const client = await WebSocketClient.connect(await serve(channels))
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    await client.first(1)
    await app!.close()
    expect(await client.closed).toEqual({ code: 1001, reason: 'shutdown' })
  })

  it('is cut off when its client does not answer', async () => {
    const { ticks, channels } = ticking()
    const port = await serve(channels, { heartbeatMs: 50 })
    const client = await WebSocketClient.connect(port, '/live', { autoPong: false })
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    await client.closed
    await vi.waitFor(() => expect(ticks.followers).toBe(0))
    const alive = await WebSocketClient.connect(port)
    let heartbeats = 0
    alive.socket.on('ping', () => heartbeats++)
    await vi.waitFor(() => expect(heartbeats).toBeGreaterThanOrEqual(4))
    expect(alive.socket.readyState).toBe(alive.socket.OPEN)
  })

  it('is cut off when its client does not take what it is sent; the source is not asked ahead', async () => {
    let asked = 0
    const flood = channel({
      source: async function* ({ signal }) {
        for (let nr = 1; !signal.aborted; nr++) {
          asked = nr
          yield { position: globalPosition(BigInt(nr)), text: 'x'.repeat(100_000) }
        }
      },
    })
    const port = await serve({ flood }, { stalledAfterMs: 200 })
    const client = await WebSocketClient.connect(port)
    client.send({ type: 'subscribe', id: 's', channel: 'flood' })
    await client.first(2)
    client.socket.pause()
    await vi.waitFor(() => expect(app!.websocketServer.clients.size).toBe(0), { timeout: 5_000 })
    expect(asked).toBeLessThan(1_000) // what the buffers of the system hold, and no more
  })

  it('is no HTTP', async () => {
    const { channels } = ticking()
    const port = await serve(channels)
    const response = await fetch(`http://127.0.0.1:${port}/live`)
    expect(response.status).toBe(426)
    expect(response.headers.get('upgrade')).toBe('websocket')
    expect(await response.json()).toMatchObject({ code: 'ERR_UPGRADE_REQUIRED' })
  })

  it('survives what is no WebSocket', async () => {
    const { channels } = ticking()
    const port = await serve(channels)
    const raw = connect(port, '127.0.0.1')
    raw.write('GET /live HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    await new Promise((resolve) => raw.once('close', resolve).resume())
    const client = await WebSocketClient.connect(port)
    client.send({ type: 'subscribe', id: 's', channel: 'ticks' })
    expect(await client.first(1)).toEqual([{ type: 'subscribed', id: 's' }])
  })
})

describe('the route of a WebSocket', () => {
  it('says what is missing when nothing upgrades its connections', async () => {
    const { channels } = ticking()
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    app.route(webSocketRoute(channels, { url: '/live' }))
    expect((await app.inject('/live')).statusCode).toBe(426)
  })
})
