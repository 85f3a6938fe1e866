import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CutLine } from '../../test/cut-line.ts'
import { openBrowserShop, type BrowserShop, type OpenPage } from '../../test/open-browser-shop.ts'

let shop: BrowserShop

beforeAll(async () => {
  shop = await openBrowserShop()
})
afterAll(() => shop?.[Symbol.asyncDispose]())

async function order(invoiceNo: string): Promise<void> {
  const response = await fetch(`${shop.address}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      invoiceNo,
      invoicedAt: '2011-11-30T09:30:00Z',
      country: 'France',
      lines: [
        { stockCode: '10001', description: 'ENAMEL MILK JUG CREAM', quantity: 12, unitPriceMilli: 2950 },
      ],
    }),
  })
  expect(response.status).toBe(201)
}

const told = (page: Page, invoiceNo: string) => page.locator('.feed').getByText(invoiceNo, { exact: true })
const numberIn = async (page: Page, figure: string) =>
  Number((await page.locator('.figure', { hasText: figure }).locator('dd').textContent())?.replace(/\D/g, ''))

async function close(...pages: readonly OpenPage[]): Promise<void> {
  for (const { page, problems } of pages) {
    expect(problems).toEqual([])
    await page.close()
  }
}

/** What axe finds wrong, and whether it is wider than the window. */
async function faultsOf(page: Page, view: string): Promise<readonly unknown[]> {
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  const faults = violations.map(({ id, nodes }) => ({ view, id, nodes: nodes.map(({ html }) => html) }))
  return overflow > 0 ? [...faults, { view, overflow }] : faults
}

describe('the page of the shop', () => {
  it('shows an order the moment it is placed elsewhere, and the figures with it', async () => {
    const now = await shop.open('/')
    const { page } = now
    await expect.poll(() => numberIn(page, 'Sales')).toBeGreaterThan(0)
    const before = await numberIn(page, 'Sales')
    await order('987654')
    await told(page, '987654').waitFor({ timeout: 5_000 })
    await expect.poll(() => numberIn(page, 'Sales')).toBe(before + 1)
    await page.getByRole('button', { name: 'Let orders come in' }).click()
    await page.locator('.feed .fresh').nth(2).waitFor()
    await page.getByRole('button', { name: 'Stop the orders' }).click()
    await close(now)
  })

  it('goes on where it was cut off: what happened meanwhile is told once', async () => {
    await using line = new CutLine(shop.port)
    const { page } = await shop.open('/', { address: await line.open() })
    await order('987001')
    await told(page, '987001').waitFor()
    line.cut()
    await page.getByText('Connection lost').waitFor()
    await order('987002')
    await order('987003')
    line.mend()
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 })
    for (const invoiceNo of ['987003', '987002', '987001']) {
      await told(page, invoiceNo).waitFor()
      expect(await told(page, invoiceNo).count()).toBe(1)
    }
    await page.close()
  })

  it('says who was first when two windows change one order', async () => {
    await order('987010')
    const first = await shop.open('/orders/987010')
    const second = await shop.open('/orders/987010')
    await first.page.getByRole('button', { name: 'Cancel the order' }).click()
    await first.page.locator('.heading').getByText('Cancelled').waitFor()
    await first.page.getByRole('link', { name: 'C987010' }).waitFor()
    expect(await first.page.getByText('changed elsewhere').count()).toBe(0)
    await second.page.getByText('This order was changed elsewhere just now. You see version 1.').waitFor()
    await second.page.getByRole('button', { name: 'Dispatch the goods' }).click()
    await second.page.getByRole('alert').getByText('Somebody else was first.').waitFor()
    await second.page.locator('.heading').getByText('Placed').waitFor()
    await second.page.getByRole('button', { name: 'Show what happened' }).click()
    await second.page.locator('.heading').getByText('Cancelled').waitFor()
    // How it stood before is still there.
    await second.page.getByRole('button', { name: /OrderPlaced/ }).click()
    await second.page.getByRole('heading', { name: 'As it stood at version 1' }).waitFor()
    expect(second.problems).toEqual([expect.stringContaining('412')])
    await second.page.close()
    await close(first)
  })

  it('places an order at once, and takes it back when it is refused', async () => {
    const one = await shop.open('/products/10002')
    const { page, problems } = one
    await page.getByRole('button', { name: /^Add/ }).click()
    await page.getByRole('link', { name: /^Basket/ }).click()
    await page.getByLabel('Number of the order').fill('987010')
    await page.getByRole('button', { name: 'Place the order' }).click()
    await page.getByRole('alert').getByText('The order was placed before.').waitFor()
    await page.getByLabel('Number of the order').fill('987011')
    await page.getByRole('button', { name: 'Place the order' }).click()
    await page.getByText('Order 987011 is placed.').waitFor()
    expect(problems).toEqual([expect.stringContaining('422')])
    await page.getByRole('link', { name: '987011' }).click()
    await page.getByText('As it stands').waitFor()
    await page.close()
  })

  it('completes what is typed, by keyboard, and finds what was meant', async () => {
    const search = await shop.open('/products')
    const { page } = search
    const box = page.getByRole('combobox', { name: 'Search products' })
    const names = () => page.locator('table.products tbody th a').allTextContents()
    await box.pressSequentially('lanter')
    await page.getByRole('option').first().waitFor()
    await box.press('ArrowDown')
    await box.press('Enter')
    await expect.poll(names).toEqual(['PAPER STAR LANTERN'])
    expect(await page.getByRole('option').count()).toBe(0)
    await box.fill('storge jar')
    await page.getByText('was taken for').first().waitFor()
    await expect.poll(async () => (await names())[0]).toMatch(/STORAGE JAR/)
    await page.getByRole('checkbox', { name: '£1 to £2' }).check()
    await expect.poll(names).toEqual(['GLASS STORAGE JAR SMALL'])
    await box.fill(`'"\\%_<script>alert(1)</script>`)
    await page.getByText('Nothing was found.').waitFor()
    await close(search)
  })

  it('leads from a product to what was bought with it and what is like it', async () => {
    const one = await shop.open('/products/10006')
    const { page } = one
    await page.getByRole('region', { name: 'Similar products' }).getByText('GLASS STORAGE JAR LARGE').click()
    await page.getByRole('heading', { name: 'GLASS STORAGE JAR LARGE' }).waitFor()
    await page.getByRole('region', { name: 'Bought together' }).getByRole('listitem').first().waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'GLASS STORAGE JAR SMALL' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/products/10006')
    await close(one)
  })

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('can be used by everybody: %s, %i pixels wide', async (colorScheme, width) => {
    const looked = await shop.open('/', { colorScheme, width })
    const { page } = looked
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const rooms = page.getByRole('navigation', { name: 'Rooms' })
    for (const [room, content, detail] of [
      ['Now', '.feed li', undefined],
      ['Products', 'table.products tr', '.bars li'],
      ['Orders', 'tbody tr', '.time-line li'],
      ['Customers', 'tbody tr', '.card tbody tr'],
      ['Basket', 'text=It is empty.', undefined],
    ] as const) {
      await rooms.getByRole('link', { name: room }).click()
      await page.locator('main').locator(content).first().waitFor()
      expect(await faultsOf(page, room)).toEqual([])
      if (detail === undefined) continue
      await page.locator('tbody th a').first().click()
      await page.locator('main').locator(detail).first().waitFor()
      expect(await faultsOf(page, `one of ${room}`)).toEqual([])
    }
    await close(looked)
  })
})
