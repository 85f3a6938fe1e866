import { afterEach, describe, expect, it, vi } from 'vitest'
import { connect } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { globalPosition, type GlobalPosition } from '@uno-ts/types'
import { z } from 'zod'
import { checkDocument, type Document } from '../../test/check-document.ts'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { openApiPlugin } from '../openapi/open-api-plugin.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { changesRoute, type ChangesRouteOptions, type ChangesSource } from './changes-route.ts'

interface Change {
  readonly position: GlobalPosition
  readonly order: string
}

let app: FastifyInstance | undefined
afterEach(() => app?.close())

async function serve(
  source: ChangesSource<Change>,
  options: Partial<ChangesRouteOptions<Change>> = {},
): Promise<FastifyInstance> {
  const bus = recordingBus()
  app = fastify({ forceCloseConnections: true })
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  app.route(changesRoute(source, { url: '/changes', ...options }))
  return app
}

const change = (position: number): Change => ({ position: globalPosition(position), order: `o${position}` })

/** Gives changes from a position on, and then nothing until it is aborted. */
const upTo = (last: number, stopped: () => void = () => undefined): ChangesSource<Change> =>
  async function* ({ after = globalPosition(0), signal }) {
    for (let position = Number(after) + 1; position <= last; position++) yield change(position)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    stopped()
  }

/** A client over a real connection that keeps what it has got. */
async function visit(server: FastifyInstance, headers: Record<string, string> = {}) {
  if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' })
  const leave = new AbortController()
  const response = await fetch(`http://127.0.0.1:${portOf(server)}/changes`, {
    headers,
    signal: leave.signal,
  })
  let text = ''
  let ended = false
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk)
    ended = true
  })().catch(() => undefined)
  const ids = () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  return { response, ids, text: () => text, ended: () => ended, reading, leave: () => leave.abort() }
}

describe('a route of changes', () => {
  it('streams every change with its position as id', async () => {
    const client = await visit(await serve(upTo(2)))
    await vi.waitFor(() => expect(client.ids()).toEqual([1, 2]))
    expect(client.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(client.text()).toBe(
      'retry: 2000\n\n' +
        'id: 1\nevent: change\ndata: {"position":"1","order":"o1"}\n\n' +
        'id: 2\nevent: change\ndata: {"position":"2","order":"o2"}\n\n',
    )
    client.leave()
  })

  it('goes on after the last event a client has seen, without loss or repetition', async () => {
    const server = await serve(upTo(5))
    const first = await visit(server)
    await vi.waitFor(() => expect(first.ids()).toContain(2))
    first.leave()
    const second = await visit(server, { 'last-event-id': '2' })
    await vi.waitFor(() => expect(second.ids()).toEqual([3, 4, 5]))
    second.leave()
  })

  it('says changes as the application wants them said', async () => {
    const message = ({ order }: Change) => ({ event: 'order', data: { order, note: 'a\nb' } })
    const client = await visit(await serve(upTo(1), { message }))
    await vi.waitFor(() =>
      expect(client.text()).toContain('event: order\ndata: {"order":"o1","note":"a\\nb"}\n\n'),
    )
    client.leave()
  })

  it('aborts the source when the client leaves', async () => {
    const stopped = vi.fn<() => void>()
    const client = await visit(await serve(upTo(1, stopped)))
    await vi.waitFor(() => expect(client.ids()).toEqual([1]))
    expect(stopped).not.toHaveBeenCalled()
    client.leave()
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce())
  })

  it('keeps an idle connection open with comments', async () => {
    const client = await visit(await serve(upTo(0), { heartbeatMs: 5 }))
    await vi.waitFor(() => expect(client.text()).toContain(': heartbeat\n\n'))
    client.leave()
  })

  it('ends with a reason when the application closes', async () => {
    const server = await serve(upTo(1))
    const client = await visit(server)
    await vi.waitFor(() => expect(client.ids()).toEqual([1]))
    await server.close()
    await client.reading
    expect(client.text()).toMatch(/event: end\ndata: {"reason":"shutdown"}\n\n$/)
    expect(client.ended()).toBe(true)
  })

  it('ends when its source has no more', async () => {
    const source: ChangesSource<Change> = async function* () {
      yield change(1)
    }
    const client = await visit(await serve(source))
    await client.reading
    expect(client.text()).toMatch(/event: end\ndata: {"reason":"complete"}\n\n$/)
  })

  it('says a failing source as a problem and tells nothing of what is inside', async () => {
    const source: ChangesSource<Change> = async function* () {
      yield change(1)
      throw new Error('password=hunter2')
    }
    const client = await visit(await serve(source))
    await client.reading
    expect(client.text()).toMatch(/event: problem\ndata: {.*"code":"ERR_INTERNAL".*}\n\n$/)
    expect(client.text()).not.toContain('hunter2')
  })

  describe('whose client takes nothing', () => {
    const message = 'x'.repeat(10_000)

    /** A client that reads nothing until it is told to, of a source that has no end. */
    async function stalled() {
      const state = { asked: 0, hasStopped: false, text: '' }
      const source: ChangesSource<Change> = async function* ({ signal }) {
        try {
          while (!signal.aborted) yield { position: globalPosition(++state.asked), order: message }
        } finally {
          state.hasStopped = true
        }
      }
      const server = await serve(source, { stalledAfterMs: 50, maxBufferedBytes: 20_000 })
      await server.listen({ port: 0, host: '127.0.0.1' })
      const socket = connect(portOf(server), '127.0.0.1').pause()
      socket.on('error', () => undefined) // it is cut off
      socket.write('GET /changes HTTP/1.1\r\nhost: a\r\n\r\n')
      await vi.waitFor(() => expect(state.hasStopped).toBe(true), { timeout: 5_000 })
      return { state, server: server.server, socket }
    }

    it('asks the source for no more than fits, and says why it ends to whoever reads on', async () => {
      const { state, socket } = await stalled()
      // What the kernel takes for both ends is some megabytes; a source that is not held back gives far more in this time.
      expect(state.asked * message.length).toBeLessThan(30_000_000)
      socket
        .setEncoding('latin1')
        .on('data', (text: string) => (state.text = (state.text + text).slice(-200)))
        .resume()
      await vi.waitFor(() => expect(state.text).toContain('event: end\ndata: {"reason":"too slow"}'), 5_000)
      socket.destroy()
    })

    it('cuts it off when it does not read that either', async () => {
      const { server, socket } = await stalled()
      const connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)))
      await vi.waitFor(async () => expect(await connections()).toBe(0), 5_000)
      socket.destroy()
    }, 10_000)
  })

  it('is followed by pages of its own host, unless it names others', async () => {
    const status = async (server: FastifyInstance, origin: string) => {
      const client = await visit(server, { origin })
      client.leave()
      return client.response.status
    }
    const server = await serve(upTo(1))
    expect(await status(server, 'https://evil.example.com')).toBe(403)
    expect(await status(server, 'null')).toBe(403)
    expect(await status(server, `http://127.0.0.1:${portOf(server)}`)).toBe(200)
    await server.close()
    const listed = await serve(upTo(1), { origins: ['https://shop.example.com'] })
    expect(await status(listed, 'https://shop.example.com')).toBe(200)
    expect(await status(listed, 'https://evil.example.com')).toBe(403)
  })

  it.each([
    [{ url: '/changes', headers: { 'last-event-id': 'abc' } }, 'header.last-event-id'],
    [{ url: '/changes', headers: { 'last-event-id': '-1' } }, 'header.last-event-id'],
    [{ url: '/changes?after=1e9' }, 'query.after'],
    [{ url: '/changes?after=99999999999999999999' }, 'query.after'],
    [{ url: '/changes?after=1&after=2' }, 'query.after'],
  ])('refuses %o', async (request, path) => {
    const response = await (await serve(upTo(1))).inject(request)
    expect(response.statusCode).toBe(400)
    expect(response.json().errors).toMatchObject([{ path }])
  })

  it('lets a schema look at what a client asks for, gives its output to the source, and describes it', async () => {
    const filter = z.strictObject({ orderId: z.string().max(5), lines: z.coerce.number().int().default(1) })
    const asked: unknown[] = []
    const bus = recordingBus()
    app = fastify()
    await app.register(openApiPlugin, { title: 'Shop', version: '1.0.0' })
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    const source: ChangesSource<Change, z.output<typeof filter>> = async function* ({
      filter: found,
      after,
    }) {
      asked.push([found, after])
      yield change(1)
    }
    app.route(changesRoute(source, { url: '/orders/:orderId/changes', filter }))
    for (const url of ['/orders/o1/changes', '/orders/o2/changes?lines=7&after=3']) {
      expect((await app.inject(url)).statusCode).toBe(200)
    }
    expect(asked).toEqual([
      [{ orderId: 'o1', lines: 1 }, undefined],
      [{ orderId: 'o2', lines: 7 }, 3n],
    ])
    for (const [url, path] of [
      ['/orders/toolong/changes', 'path.orderId'],
      ['/orders/o1/changes?lines=many', 'query.lines'],
      ['/orders/o1/changes?colour=red', 'query.colour'],
      ['/orders/o%00/changes', 'path.orderId'],
    ] as const) {
      const refused = await app.inject(url)
      expect([refused.statusCode, refused.json().errors[0].path]).toEqual([400, path])
    }
    expect(asked).toHaveLength(2)
    const document = (await app.inject('/openapi.json')).json<Document>()
    expect(checkDocument(document)).toEqual([])
    const { parameters } = document.paths['/orders/{orderId}/changes']?.['get'] ?? {}
    expect(parameters?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['orderId', 'lines', 'after', 'last-event-id']),
    )
    expect(() => changesRoute(source, { url: '/orders/:nowhere/changes', filter })).toThrow('"nowhere"')
  })

  it('refuses one client too many, and serves again when one has left', async () => {
    const server = await serve(upTo(1), { maxClients: 1 })
    const first = await visit(server)
    const second = await visit(server)
    expect(second.response.status).toBe(429)
    expect(second.response.headers.get('retry-after')).toBe('5')
    first.leave()
    await vi.waitFor(async () => {
      const third = await visit(server)
      expect(third.response.status).toBe(200)
      third.leave()
    })
  })
})
