import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../server/wait-until.ts'
import type { FaultProxy } from './fault-proxy.ts'
import { startFaultProxy } from './start-fault-proxy.ts'

describe('a fault proxy', () => {
  /** An echo server that remembers what reached it. */
  const received: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', (data) => received.push(String(data)))
    socket.pipe(socket)
  })
  let proxy: FaultProxy
  const clients: Socket[] = []

  beforeEach(async () => {
    received.length = 0
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    proxy = await startFaultProxy({ target: { port: (server.address() as AddressInfo).port } })
  })

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy()
    await proxy.close()
    server.close()
    await once(server, 'close')
  })

  async function open(): Promise<Socket> {
    const client = connect(proxy.port, '127.0.0.1')
    clients.push(client)
    await once(client, 'connect')
    return client
  }

  async function echo(client: Socket, text: string): Promise<string> {
    client.write(text)
    return String(await next(client))
  }

  async function next(client: Socket): Promise<unknown> {
    const [data] = await once(client, 'data')
    return data
  }

  function codeOf(error: NodeJS.ErrnoException): string | undefined {
    return error.code
  }

  it('passes everything on while nobody asks for a fault', async () => {
    const client = await open()
    expect(await echo(client, 'hello')).toBe('hello')
    expect(proxy.connections).toBe(1)
  })

  it('puts its own address into a URL', () => {
    expect(proxy.rewrite('postgres://me:secret@db:5432/shop?x=1')).toBe(
      `postgres://me:secret@127.0.0.1:${proxy.port}/shop?x=1`,
    )
  })

  it('cuts every connection and serves new ones', async () => {
    const client = await open()
    await echo(client, 'x')
    client.resume()
    proxy.cut()
    const [hadError] = await once(client, 'close')
    expect(hadError).toBe(false)
    expect(await echo(await open(), 'again')).toBe('again')
    expect(proxy.accepted).toBe(2)
  })

  it('resets every connection', async () => {
    const client = await open()
    await echo(client, 'x')
    const failed = once(client, 'error')
    proxy.resetAll()
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }])
  })

  it('refuses new connections until it accepts them again', async () => {
    const old = await open()
    proxy.refuse()
    const client = connect(proxy.port, '127.0.0.1')
    expect(await once(client, 'data').catch(codeOf)).toBe('ECONNRESET')
    expect(await echo(old, 'still here')).toBe('still here')
    proxy.accept()
    expect(await echo(await open(), 'back')).toBe('back')
  })

  it('delays each direction on its own and keeps the order', async () => {
    const client = await open()
    proxy.delayMs(40, 'toClient')
    const start = performance.now()
    client.write('a')
    expect(await waitUntil(() => received.join('') === 'a', 1_000)).toBe(true)
    client.write('b')
    let answer = ''
    client.on('data', (data) => (answer += String(data)))
    expect(await waitUntil(() => answer === 'ab', 1_000)).toBe(true)
    expect(performance.now() - start).toBeGreaterThanOrEqual(39)
  })

  it('swallows everything in a black hole and delivers it when healed', async () => {
    const client = await open()
    await echo(client, 'x')
    proxy.blackHole()
    client.write('into the dark')
    const stranger = await open()
    stranger.write('me too')
    const silence = await waitUntil(() => received.length > 1, 100)
    expect(silence).toBe(false)
    proxy.heal()
    expect(String(await next(client))).toBe('into the dark')
  })

  it('drops replies only, and cuts who lost one when healed', async () => {
    const client = await open()
    await echo(client, 'x')
    proxy.dropReplies()
    client.write('commit')
    expect(await waitUntil(() => received.includes('commit'), 1_000)).toBe(true)
    const heard = await waitUntil(() => client.readableLength > 0, 50)
    expect(heard).toBe(false)
    proxy.heal()
    client.resume()
    await once(client, 'close')
    expect(await echo(await open(), 'new')).toBe('new')
  })

  it('leaves connections half open, and serves new ones', async () => {
    const client = await open()
    await echo(client, 'x')
    proxy.halfOpen()
    client.write('anybody there?')
    const ended = once(client, 'close')
    const heard = await waitUntil(() => client.readableLength > 0 || client.closed, 50)
    expect(heard).toBe(false)
    expect(received).toEqual(['x'])
    expect(await echo(await open(), 'new')).toBe('new')
    client.resume()
    proxy.heal()
    const [hadError] = await ended
    expect(hadError).toBe(false)
  })

  it('passes the end of a stream on after the bytes before it', async () => {
    const client = await open()
    proxy.delayMs(20)
    client.end('last words')
    expect(String(await next(client))).toBe('last words')
    client.resume()
    await once(client, 'close')
    expect(await waitUntil(() => proxy.connections === 0, 1_000)).toBe(true)
  })

  it('loses nothing when the reader is slow', async () => {
    const client = await open()
    client.pause()
    const block = Buffer.alloc(1 << 17)
    for (let sent = 0; sent < 64; sent++) client.write(block)
    let got = 0
    client.on('data', (data: Buffer) => (got += data.length)).resume()
    expect(await waitUntil(() => got === 64 * block.length, 4_000)).toBe(true)
  })

  it('may be closed twice', async () => {
    await proxy.close()
    await proxy.close()
    expect(proxy.connections).toBe(0)
  })
})
