import { strictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import type { FastifyInstance } from 'fastify'
import type { Contender, OpenPath, Path, Target } from '../suite/path.ts'
import { LoadGenerator } from './load/load-generator.ts'
import { portOf } from './load/port-of.ts'

/** Somebody who answers requests, before it has been given a database. */
export interface RouteContender {
  readonly name: string
  open(url: string): Promise<OpenRouteContender>
}

/** Somebody who answers requests. Disposing it closes what it opened, not its server. */
export interface OpenRouteContender extends AsyncDisposable {
  readonly app: FastifyInstance
  /** Makes what the requests with these numbers need. Not measured. */
  prepare(first: number, amount: number): Promise<void>
  /** How much it has written, to be compared. */
  written(): Promise<number>
}

/** What {@link routePath} makes a path of. */
export interface RoutePathOptions {
  readonly id: string
  readonly does: string
  readonly method: 'GET' | 'POST'
  /** `<nr>` is the number of the request. */
  readonly path: string
  readonly body?: string | undefined
  /** Requests a round. */
  readonly requests: number
  readonly connections: number
  readonly contenders: readonly RouteContender[]
  readonly targets: readonly Target[]
}

/** A path on which servers in this process answer the requests of another one. */
export function routePath({ contenders, targets, id, does, ...load }: RoutePathOptions): Path {
  return {
    id,
    does: `${load.requests} requests over ${load.connections} connections: ${does}`,
    unit: 'requests/s',
    better: 'higher',
    targets,
    open: (server) => openRoutePath(contenders, server, load),
  }
}

type Load = Pick<RoutePathOptions, 'method' | 'path' | 'body' | 'requests' | 'connections'>

async function openRoutePath(
  contenders: readonly RouteContender[],
  server: PostgresServer,
  { requests, ...load }: Load,
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const generator = opened.use(new LoadGenerator())
  const running: { readonly contender: Contender; readonly written: () => Promise<number> }[] = []
  for (const contender of contenders) {
    const database = opened.use(await server.createDatabase())
    const one = opened.use(await contender.open(database.url))
    opened.defer(() => one.app.close())
    await one.app.listen({ port: 0, host: '127.0.0.1' })
    const port = portOf(one.app)
    let first = 0
    const run = async (): Promise<number> => {
      await one.prepare(first, requests)
      const ms = await generator.order({ kind: 'requests', port, first, amount: requests, ...load })
      first += requests
      return (requests / ms) * 1_000
    }
    running.push({ contender: { name: contender.name, run }, written: () => one.written() })
  }
  const resources = opened.move()
  return {
    contenders: running.map(({ contender }) => contender),
    async verify() {
      const amounts = await Promise.all(running.map(({ written }) => written()))
      strictEqual(new Set(amounts).size, 1, `all have written the same, found ${amounts.join(', ')}`)
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
