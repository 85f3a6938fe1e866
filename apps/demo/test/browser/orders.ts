import type { Page } from 'playwright-core'

/** Places an order over the API, as somebody else does. @throws Error when it is refused */
export async function order(address: string, invoiceNo: string): Promise<void> {
  const response = await fetch(`${address}/api/orders`, {
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
  if (response.status !== 201) throw new Error(`the order was not placed: ${await response.text()}`)
}

/** An order in the list of what happens. */
export const told = (page: Page, invoiceNo: string): ReturnType<Page['getByText']> =>
  page.locator('.feed').getByText(invoiceNo, { exact: true })

/** The number that a figure shows. */
export async function numberIn(page: Page, figure: string): Promise<number> {
  const text = await page.locator('.figure', { hasText: figure }).locator('dd').textContent()
  return Number(text?.replace(/\D/g, ''))
}

/** Walks with the Tab key until something has the focus. @throws Error when it cannot be reached */
export async function tabTo(
  page: Page,
  target: ReturnType<Page['getByText']>,
  { back = false }: { readonly back?: boolean } = {},
): Promise<void> {
  for (let step = 0; step < 150; step++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    if (await target.evaluate((element) => element.matches(':focus'))) return
  }
  throw new Error('it cannot be reached by keyboard')
}
