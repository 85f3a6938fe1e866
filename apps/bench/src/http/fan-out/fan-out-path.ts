import { once } from 'node:events'
import websocket from '@fastify/websocket'
import { CommandBus, HandlerRegistry, QueryBus } from '@uno-ts/cqrs-core'
import {
  channel,
  cqrsPlugin,
  SharedChanges,
  webSocketRoute,
  type FollowRequest,
} from '@uno-ts/fastify-adapter'
import { globalPosition, type GlobalPosition } from '@uno-ts/types'
import fastify from 'fastify'
import { WebSocketServer } from 'ws'
import type { Contender, OpenPath, Path, Target } from '../../suite/path.ts'
import { portOf } from '../load/port-of.ts'
import { LoadGenerator } from '../load/load-generator.ts'

/** What {@link fanOutPath} makes a path of. */
export interface FanOutPathOptions {
  readonly id: string
  readonly clients: number
  /** Changes a round. */
  readonly changes: number
  readonly target: number
}

interface Change {
  readonly position: GlobalPosition
  readonly data: object
}

/** A server with clients that hear of changes. */
interface FanOut extends AsyncDisposable {
  readonly port: number
  readonly hello?: string
  /** Tells the next change to everybody. */
  publish(): void
}

const path = '/live'
const ours = 'uno-ts'
const bare = 'ws by hand'

/** A path on which clients in another process hear of each change. */
export function fanOutPath({ id, clients, changes, target }: FanOutPathOptions): Path {
  const targets: readonly Target[] = [{ ours, against: bare, ratio: target }]
  return {
    id,
    does: `${changes} changes, each sent to ${clients} WebSocket clients`,
    unit: 'deliveries/s',
    better: 'higher',
    targets,
    open: () => openFanOut({ clients, changes }),
  }
}

async function openFanOut({
  clients,
  changes,
}: Pick<FanOutPathOptions, 'clients' | 'changes'>): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const contenders: Contender[] = []
  for (const [name, open] of [
    [ours, openOurs],
    [bare, openBare],
  ] as const) {
    const generator = opened.use(new LoadGenerator())
    const server = opened.use(await open(clients))
    const { port, hello } = server
    await generator.order({ kind: 'listen', port, path, clients, hello, counted: '"change"' })
    const run = async (): Promise<number> => {
      const began = performance.now()
      const heard = generator.order({ kind: 'await', messages: changes })
      for (let nr = 0; nr < changes; nr++) {
        server.publish()
        await new Promise((resolve) => setImmediate(resolve)) // lets what was written go out
      }
      await heard
      return ((changes * clients) / (performance.now() - began)) * 1_000
    }
    contenders.push({ name, run })
  }
  const resources = opened.move()
  return {
    contenders,
    verify: async () => undefined, // a round ends only when every client has had every change
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

const data = {
  orderId: '536365',
  country: 'United Kingdom',
  lines: 7,
  netMilli: 139_120,
  text: 'x'.repeat(100),
}

async function openOurs(clients: number): Promise<FanOut> {
  const log = new ChangeLog()
  const registry = new HandlerRegistry()
  const app = fastify()
  const buses = { commandBus: new CommandBus({ registry }), queryBus: new QueryBus({ registry }) }
  await app.register(cqrsPlugin, { ...buses, policy: 'public' })
  await app.register(websocket)
  const changes = new SharedChanges<Change>({ source: (request) => log.follow(request) })
  const live = channel({ source: (request) => changes.follow(request), message: (change: Change) => change })
  app.route(webSocketRoute({ live }, { url: path, maxClients: clients, maxBufferedBytes: 16 * 1024 * 1024 }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    port: portOf(app),
    hello: JSON.stringify({ type: 'subscribe', id: 'live', channel: 'live' }),
    publish: () => log.append(),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

async function openBare(): Promise<FanOut> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path })
  await once(server, 'listening')
  server.on('connection', (socket) => socket.send('{"type":"subscribed","id":"live"}'))
  const { port } = server.address() as { port: number } // it listens on TCP
  let position = 0
  return {
    port,
    publish() {
      const frame = `{"type":"change","id":"live","position":"${++position}","event":"change","data":${JSON.stringify(data)}}`
      for (const client of server.clients) client.send(frame)
    },
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Changes in memory, for one follower. */
class ChangeLog {
  readonly #changes: Change[] = []
  #wake: (() => void) | undefined

  append(): void {
    this.#changes.push({ position: globalPosition(BigInt(this.#changes.length + 1)), data })
    this.#wake?.()
  }

  async *follow({ signal }: FollowRequest): AsyncGenerator<Change> {
    signal.addEventListener('abort', () => this.#wake?.(), { once: true })
    for (let index = this.#changes.length; !signal.aborted;) {
      const change = this.#changes[index]
      if (change !== undefined) {
        index++
        yield change
        continue
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
