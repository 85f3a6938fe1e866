// Lines of the shape of the retail file, with everything in them that makes such a file hard to read right.

type Product = readonly [code: string, description: string]

const products: readonly [Product, ...Product[]] = [
  ['10001', 'WHITE MUG'],
  ['10002', 'RED MUG '],
  ['10003A', 'BUNTING, BLUE'],
  ['10003a', 'BUNTING, BLUE SMALL'],
  ['10003B', '7" PICTURE FRAME'],
  ['10004', 'HEART/ICE-CREAM CUP'],
  ['10005', '£5 VOUCHER'],
  ['10006', ' LANTERN'],
  ['10007', ''],
  ['10008', 'ÉCLAIR TIN'],
  ['POST', 'POSTAGE'],
  ['D', 'Discount'],
  ['m', 'Manual'],
  ['M', 'Manual'],
  ['gift_0001_20', 'Gift voucher £20.00'],
  ['123456', 'SIX DIGITS'],
]

const countries: [string, ...string[]] = ['United Kingdom', 'France', 'EIRE', 'Unspecified', 'Norway']

/** How much is generated, and which: the same seed gives the same lines. */
export interface GenerateRetailOptions {
  readonly lines: number
  readonly seed: number
}

/**
 * Makes a file: sales, cancellations and adjustments; invoices interrupted by others, with two times, two countries, two
 * customers; duplicate lines, negative and zero prices and quantities, quotes, pound signs, codes that differ by case.
 */
export function generateRetail({ lines, seed }: GenerateRetailOptions): string {
  const random = randomSource(seed)
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(random() * items.length)] ?? items[0]
  const rows: string[] = []
  const held: string[] = []
  let minutes = 0
  for (let number = 500_001; rows.length + held.length < lines; number++) {
    minutes += Math.floor(random() * 700)
    const chance = random()
    const prefix = chance < 0.15 ? 'C' : chance < 0.17 ? 'A' : ''
    const customer = random() < 0.25 ? '' : `${12_000 + Math.floor(random() ** 2 * 80)}.0`
    const country = pick(countries)
    const invoice: string[] = []
    for (let count = 1 + Math.floor(random() ** 3 * 40); count > 0; count--) {
      const [code, description] = pick(products)
      const odd = random()
      const quantity =
        (odd < 0.05 ? -1 : 1) * Math.floor(1 + random() ** 4 * 5_000) * (prefix === 'C' ? -1 : 1)
      const price = odd < 0.08 ? '0' : odd < 0.09 ? '-11.06' : priceText(random)
      const later = random() < 0.02 ? 1 : 0
      const row = [
        `${prefix}${number}`,
        code,
        random() < 0.1 ? pick(products)[1] : description,
        odd > 0.99 ? 0 : quantity,
        timeText(minutes + later),
        price,
        random() < 0.003 ? '17850.0' : customer,
        random() < 0.005 ? pick(countries) : country,
      ]
      invoice.push(row.map(csvText).join(','))
      if (random() < 0.02) invoice.push(invoice.at(-1) ?? '')
    }
    // Now and then the end of an invoice is held back and written after the next one.
    rows.push(...invoice.slice(0, 1))
    const rest = invoice.slice(1)
    if (random() < 0.1) {
      rows.push(...held.splice(0))
      held.push(...rest)
    } else {
      rows.push(...rest, ...held.splice(0))
    }
  }
  return `${['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...rows, ...held].join('\n')}\n`
}

/** Numbers from 0 to just below 1 (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function priceText(random: () => number): string {
  const milli = String(1 + Math.floor(random() ** 3 * 900_000)).padStart(4, '0')
  const text = `${milli.slice(0, -3)}.${milli.slice(-3)}`
  return text.replace(/\.?0+$/, '')
}

function timeText(minutes: number): string {
  const time = new Date(Date.UTC(2010, 11, 1, 8) + minutes * 60_000)
  return time.toISOString().slice(0, 19).replace('T', ' ')
}

function csvText(value: string | number): string {
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
