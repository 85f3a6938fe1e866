import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

/** On a machine that is busy with other things; as a rule it takes a few seconds. */
export const startsWithinMs = 100_000

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A shop as `npm start` opens it, in a process of its own that may be ended and begun again at the same address. */
export class ShopProcess implements AsyncDisposable {
  readonly port: number
  readonly address: string
  readonly #environment: NodeJS.ProcessEnv
  #child: ReturnType<typeof spawn> | undefined

  /** @param environment - its settings; without any it is embedded, and in memory */
  constructor(port: number, environment: NodeJS.ProcessEnv) {
    const { DATABASE_URL: _database, REDIS_URL: _redis, DATA_DIR: _folder, ...inherited } = process.env
    this.port = port
    this.address = `http://127.0.0.1:${port}`
    this.#environment = { ...inherited, ...environment, PORT: String(port) }
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const flags = ['--conditions=@uno-ts/source', main]
    this.#child = spawn(process.execPath, flags, { env: this.#environment, stdio: 'ignore' })
    const isReady = async () =>
      (await fetch(`${this.address}/health/ready`).catch(() => undefined))?.ok === true
    try {
      await vi.waitUntil(isReady, { timeout: startsWithinMs, interval: 100 })
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    if (this.#child === undefined) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    this.#child = undefined
    await ended
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

/** Opens a shop at a port that was free. */
export async function startShop(environment: NodeJS.ProcessEnv = {}): Promise<ShopProcess> {
  const shop = new ShopProcess(await freePort(), environment)
  await shop.start()
  return shop
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  server.close()
  await once(server, 'close')
  return port
}
