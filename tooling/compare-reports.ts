import { isDeepStrictEqual } from 'node:util'
import { byCodePoint, customers, groups, orders, products, totals, type RetailLine } from './retail-oracle.ts'

/** Asks the shop's API: a path such as `/api/reports/totals`, answered by its JSON. */
export type Ask = (path: string) => Promise<unknown>

/** One report, and where it differs from what it must say; `undefined` when it does not. */
export interface Comparison {
  readonly report: string
  readonly difference: string | undefined
}

type Row = Readonly<Record<string, unknown>>

/** Compares every report of the shop with the figures of the lines that were imported. */
export async function* compareReports(ask: Ask, lines: readonly RetailLine[]): AsyncGenerator<Comparison> {
  const compare = async (
    report: string,
    answer: Promise<unknown>,
    expected: unknown,
  ): Promise<Comparison> => {
    return { report, difference: differenceOf(await answer, expected) }
  }
  const days = [...new Set(lines.map(({ time }) => time.slice(0, 10)))].toSorted()
  const someDays = ['2000-01-01', days[0], days[Math.floor(days.length / 2)], days.at(-1), '2099-01-01']

  yield await compare('totals', ask('/api/reports/totals'), totals(lines))
  for (const day of someDays.filter((day) => day !== undefined)) {
    yield await compare(`totals as of ${day}`, ask(`/api/reports/totals?asOf=${day}`), totals(lines, day))
  }
  for (const by of ['countries', 'months', 'hours'] as const) {
    yield await compare(by, allOf(ask, `/api/reports/${by}?limit=7`), groups(lines, by))
  }

  const allProducts = products(lines)
  yield await compare('products', allOf(ask, '/api/products?sort=code&limit=500'), allProducts)
  for (const field of [
    'unitsSold',
    'grossMilli',
    'netMilli',
    'netQuantity',
    'saleInvoices',
    'stock',
    'code',
  ]) {
    yield* sorts('products', field, allProducts, 'code')
  }
  for (const product of some(allProducts, 25)) {
    const code = encodeURIComponent(product.code)
    yield await compare(`product ${product.code}`, ask(`/api/products/${code}`), product)
  }

  const allCustomers = customers(lines)
  yield await compare('customers', ids(allOf(ask, '/api/customers?sort=-orders&limit=1000')), allCustomers)
  for (const field of ['orders', 'cancellations', 'grossMilli', 'netMilli']) {
    yield* sorts('customers', field, allCustomers, 'id')
  }
  for (const customer of some(allCustomers, 25)) {
    yield await compare(`customer ${customer.id}`, ask(`/api/customers/${customer.id}`), customer)
  }
  for (const order of some(orders(lines), 200)) {
    const answer = ask(`/api/orders/${order.invoiceNo}`).then((row) => picked(row as Row, Object.keys(order)))
    yield await compare(`order ${order.invoiceNo}`, answer, order)
  }

  async function* sorts(
    list: string,
    field: string,
    rows: readonly Row[],
    id: string,
  ): AsyncGenerator<Comparison> {
    for (const sign of ['-', '+', '%2B', '']) {
      const path = `/api/${list}?sort=${sign}${field}&limit=20`
      const page = ask(path).then((answer) => (answer as { items: unknown }).items)
      yield await compare(path, page, sorted(rows, field, id, sign === '-').slice(0, 20))
    }
  }
}

/** All rows of a list, page by page. */
export async function allOf(ask: Ask, path: string): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { items, next } = (await ask(`${path}${after}`)) as { items: Row[]; next: string | null }
    rows.push(...items)
    cursor = next
  } while (cursor !== null)
  return rows
}

async function ids(rows: Promise<readonly Row[]>): Promise<Row[]> {
  return (await rows).toSorted((a, b) => byCodePoint(String(a['id']), String(b['id'])))
}

/** The number first, then the id ascending. */
function sorted(rows: readonly Row[], field: string, id: string, descending: boolean): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [a[field], b[field]]
    const order = typeof left === 'number' ? left - Number(right) : byCodePoint(String(left), String(right))
    return (descending ? -order : order) || byCodePoint(String(a[id]), String(b[id]))
  })
}

/** Every so many of them, about `count`. */
function some<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, Math.floor(items.length / count))
  return items.filter((_, index) => index % step === 0)
}

function picked(row: Row, fields: readonly string[]): Row {
  return Object.fromEntries(fields.map((field) => [field, row[field]]))
}

/** Where two answers differ first, in words; `undefined` when they do not. */
function differenceOf(answer: unknown, expected: unknown): string | undefined {
  if (isDeepStrictEqual(answer, expected)) return undefined
  if (Array.isArray(answer) && Array.isArray(expected)) {
    if (answer.length !== expected.length) return `${answer.length} rows, expected ${expected.length}`
    const index = answer.findIndex((row, index) => !isDeepStrictEqual(row, expected[index]))
    return `row ${index}: ${JSON.stringify(answer[index])}, expected ${JSON.stringify(expected[index])}`
  }
  return `${JSON.stringify(answer)}, expected ${JSON.stringify(expected)}`
}
