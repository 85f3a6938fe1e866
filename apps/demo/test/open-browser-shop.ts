import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { vi } from 'vitest'

/** A shop as `npm start` opens it, and a browser to look at it. */
export interface BrowserShop extends AsyncDisposable {
  readonly port: number
  readonly address: string
  readonly browser: Browser
  /** Opens an address of the page in a window of its own, and collects what goes wrong in it. */
  open(path: string, options?: WindowOptions): Promise<OpenPage>
}

export interface OpenPage {
  readonly page: Page
  readonly problems: readonly string[]
}

export interface WindowOptions {
  /** Default: that of the shop. */
  readonly address?: string
  /** Default 1280. */
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
}

export async function openBrowserShop(): Promise<BrowserShop> {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const { DATABASE_URL: _database, REDIS_URL: _redis, DATA_DIR: _folder, ...environment } = process.env
  const shop = spawn(process.execPath, ['--conditions=@uno-ts/source', main], {
    env: { ...environment, PORT: String(port) },
    stdio: 'ignore',
  })
  const browser = await chromium.launch({
    executablePath: String(process.env['CHROMIUM_BIN']),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
  const isReady = async () => (await fetch(`${address}/health/ready`).catch(() => undefined))?.ok === true
  await vi.waitUntil(isReady, { timeout: 50_000, interval: 250 })
  return {
    port,
    address,
    browser,
    async open(path, { address: where = address, width = 1280, colorScheme = 'light' } = {}) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text())
      })
      await page.goto(where + path)
      await page.getByText('Live', { exact: true }).waitFor()
      return { page, problems }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      const ended = once(shop, 'exit')
      shop.kill('SIGTERM')
      await ended
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  server.close()
  await once(server, 'close')
  return port
}
