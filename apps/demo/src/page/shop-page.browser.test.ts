import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let shop: ChildProcess
let address: string
let browser: Browser

beforeAll(async () => {
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const { DATABASE_URL: _database, REDIS_URL: _redis, DATA_DIR: _folder, ...environment } = process.env
  shop = spawn(process.execPath, ['--conditions=@uno-ts/source', main], {
    env: { ...environment, PORT: String(port) },
    stdio: 'ignore',
  })
  browser = await chromium.launch({
    executablePath: String(process.env['CHROMIUM_BIN']),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
  await vi.waitUntil(isReady, { timeout: 50_000, interval: 250 })
})
afterAll(async () => {
  await browser?.close()
  const ended = once(shop, 'exit')
  shop.kill('SIGTERM')
  await ended
})

async function isReady(): Promise<boolean> {
  const answer = await fetch(`${address}/health/ready`).catch(() => undefined)
  return answer?.ok === true
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  server.close()
  await once(server, 'close')
  return port
}

/** Opens the shop's page, and collects what goes wrong in it. */
async function open(options: { readonly width: number }): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width: options.width, height: 900 } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(address)
  await page.locator('#orders tr').first().waitFor()
  return { page, problems }
}

describe('the page of the shop', () => {
  it('shows an order the moment it is placed elsewhere, and the figures with it', async () => {
    const { page, problems } = await open({ width: 1280 })
    const sales = page.locator('#totals').getByText('Sales').locator('..').locator('b')
    const before = Number((await sales.textContent())?.replace(/\D/g, ''))
    const order = {
      invoiceNo: '987654',
      invoicedAt: '2011-12-10T09:30:00Z',
      country: 'France',
      lines: [{ stockCode: '10001', quantity: 12, unitPriceMilli: 2950 }],
    }
    const placed = await fetch(`${address}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    expect(placed.status).toBe(201)
    await page.locator('#orders').getByText('987654').waitFor({ timeout: 5_000 })
    await expect.poll(async () => Number((await sales.textContent())?.replace(/\D/g, ''))).toBe(before + 1)
    expect(problems).toEqual([])
    await page.close()
  })

  it('finds products by what is typed', async () => {
    const { page, problems } = await open({ width: 1280 })
    await page.getByRole('searchbox', { name: 'Products' }).fill('lantern')
    await expect
      .poll(async () => {
        const names = await page.locator('#products tr td:nth-child(2)').allTextContents()
        return names.length > 0 && names.every((name) => name.includes('LANTERN'))
      })
      .toBe(true)
    await page.getByRole('searchbox', { name: 'Products' }).fill(`'"\\%_<script>alert(1)</script>`)
    await expect.poll(() => page.locator('#products tr').count()).toBe(0)
    expect(problems).toEqual([])
    await page.close()
  })

  it('fits a phone without scrolling sideways', async () => {
    const { page, problems } = await open({ width: 390 })
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(overflow).toBeLessThanOrEqual(0)
    expect(problems).toEqual([])
    await page.close()
  })
})
