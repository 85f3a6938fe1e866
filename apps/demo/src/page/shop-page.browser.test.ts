import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numberIn, order, tabTo, told } from '../../test/browser/orders.ts'
import { startShop, startsWithinMs, type ShopProcess } from '../../test/browser/shop-process.ts'
import { Windows, type OpenPage } from '../../test/browser/windows.ts'
import { CutLine } from '../../test/cut-line.ts'

let shop: ShopProcess
let windows: Windows

beforeAll(async () => {
  windows = new Windows()
  shop = await startShop()
}, startsWithinMs)
afterAll(async () => {
  await windows[Symbol.asyncDispose]()
  await shop?.[Symbol.asyncDispose]()
})

const open = (path: string, options?: Parameters<Windows['open']>[1]) =>
  windows.open(shop.address + path, options)

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
    const now = await open('/')
    const { page } = now
    await expect.poll(() => numberIn(page, 'Sales')).toBeGreaterThan(0)
    const before = await numberIn(page, 'Sales')
    await order(shop.address, '987654')
    await told(page, '987654').waitFor({ timeout: 5_000 })
    await expect.poll(() => numberIn(page, 'Sales')).toBe(before + 1)
    await page.getByRole('button', { name: 'Let orders come in' }).click()
    await page.locator('.feed .fresh').nth(2).waitFor()
    await page.getByRole('button', { name: 'Stop the orders' }).click()
    await close(now)
  })

  it('goes on where it was cut off: what happened meanwhile is told once', async () => {
    await using line = new CutLine(shop.port)
    const { page } = await windows.open(await line.open())
    await order(shop.address, '987001')
    await told(page, '987001').waitFor()
    line.cut()
    await page.locator('.connection').getByText('The shop does not answer.').waitFor()
    await order(shop.address, '987002')
    await order(shop.address, '987003')
    await page.getByRole('button', { name: 'Try now' }).click() // it cannot, and says so as before
    await page.locator('.connection').getByText('What you see is how it was.').waitFor()
    line.mend()
    await page.getByText('2 events caught up.').waitFor({ timeout: 20_000 })
    for (const invoiceNo of ['987003', '987002', '987001']) {
      await told(page, invoiceNo).waitFor()
      expect(await told(page, invoiceNo).count()).toBe(1)
    }
    await page.close()
  })

  it('says who was first when two windows change one order', async () => {
    await order(shop.address, '987010')
    const first = await open('/orders/987010')
    const second = await open('/orders/987010')
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

  it('lets one of two windows win that act at the same moment, and shows the other one how', async () => {
    await order(shop.address, '987020')
    const pages = await Promise.all([open('/orders/987020'), open('/orders/987020')])
    const [one, other] = pages.map(({ page }) => page) as [Page, Page]
    for (const page of [one, other]) await page.locator('.heading').getByText('Placed').waitFor()
    await Promise.all([
      one.getByRole('button', { name: 'Cancel the order' }).click(),
      other.getByRole('button', { name: 'Dispatch the goods' }).click(),
    ])
    const refused = (page: Page) => page.getByRole('alert').getByText('Somebody else was first.')
    await Promise.race([one, other].map((page) => refused(page).waitFor()))
    const oneWon = (await refused(other).count()) > 0
    const [winner, loser] = oneWon ? [one, other] : [other, one]
    const status = oneWon ? 'Cancelled' : 'Dispatched'
    await winner.locator('.heading').getByText(status).waitFor()
    expect(await refused(winner).count()).toBe(0)
    await loser.getByText('meanwhile the order is at version 2').waitFor()
    await loser.getByRole('button', { name: 'Show what happened' }).click()
    await loser.locator('.heading').getByText(status).waitFor()
    expect(await loser.locator('.time-line li').count()).toBe(2)
    expect(await loser.getByRole('alert').count()).toBe(0)
    for (const page of [one, other]) await page.close()
  })

  it('can be shopped in by keyboard alone', async () => {
    const one = await open('/')
    const { page } = one
    await tabTo(page, page.getByRole('link', { name: 'Products', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByRole('row').nth(1).waitFor()
    await tabTo(page, page.getByRole('button', { name: /^Add/ }).first())
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: /^Basket/ }), { back: true })
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Number of the order'))
    await page.keyboard.press('Control+A')
    await page.keyboard.type('987030')
    await page.keyboard.press('Enter')
    await page.getByText('Order 987030 is placed.').waitFor()
    await tabTo(page, page.getByRole('link', { name: '987030' }))
    await page.keyboard.press('Enter')
    await page.locator('.heading').getByText('Placed').waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Cancel the order' }))
    await page.keyboard.press('Space')
    await page.getByRole('link', { name: 'C987030' }).waitFor()
    // Whoever pressed a button that is gone is not sent back to the top of the page.
    await tabTo(page, page.getByRole('button', { name: /OrderPlaced/ }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'As it stood at version 1' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/orders/987030')
    await close(one)
  })

  it('says what the cache has done, and how fast the shop goes', async () => {
    const one = await open('/customers')
    const { page } = one
    await page.locator('.health summary').click()
    const row = page.getByRole('region', { name: 'Cache' }).getByRole('row', { name: /^ListCustomers/ })
    const hits = async () => Number(await row.getByRole('cell').first().textContent())
    await row.waitFor()
    const before = await hits()
    await fetch(`${shop.address}/api/customers?sort=-netMilli&limit=50`)
    await expect.poll(hits, { timeout: 8_000 }).toBeGreaterThan(before)
    await page.getByText(/%\s+cache\s+hits/).waitFor()
    await page.getByText(/events? in the last minute/).waitFor()
    await close(one)
  })

  it('says so at an address where nothing is', async () => {
    const { page } = await open('/nowhere/at/all')
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await page.getByRole('link', { name: 'See what is going on instead' }).click()
    await page.getByRole('heading', { name: 'The shop right now' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    await page.goto(`${shop.address}/products/99999`)
    await page.getByText('There is nothing under “Product 99999”.').waitFor()
    await page.close()
  })

  it('places an order at once, and takes it back when it is refused', async () => {
    const one = await open('/products/10002')
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
    const search = await open('/products')
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
    const one = await open('/products/10006')
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
    const looked = await open('/', { colorScheme, width })
    const { page } = looked
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0)
    await page.locator('.health summary').click()
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
