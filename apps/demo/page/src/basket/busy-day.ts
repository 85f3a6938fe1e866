import { signal } from '@preact/signals'
import type { Product } from '../answers/answers.ts'
import { ask } from '../answers/ask.ts'
import { priceOf } from './basket.ts'
import { newInvoiceNo, place } from './placing.ts'

/** Whether orders come in by themselves. */
export const busy = signal(false)

const countries = [
  'United Kingdom',
  'France',
  'Germany',
  'Ireland',
  'Netherlands',
  'Norway',
  'Japan',
  'Portugal',
]

/** Lets orders come in, or stops them: somebody orders something every second or so, over the same API as everybody. */
export function toggleBusy(): void {
  busy.value = !busy.value
  if (busy.value) void beBusy()
}

async function beBusy(): Promise<void> {
  const { items } = await ask<{ items: Product[] }>('/api/products?limit=50')
  while (busy.value && items.length > 0) {
    const lines = Array.from({ length: 1 + below(4) }, () => some(items)).map((product) => {
      return { ...product, unitPriceMilli: priceOf(product), quantity: 6 * (1 + below(6)) }
    })
    const order = { invoiceNo: newInvoiceNo(), country: some(countries), customerId: null, lines }
    await place(order).catch(() => (busy.value = false))
    await new Promise((resolve) => setTimeout(resolve, 600 + Math.random() * 1_400))
  }
  busy.value = false
}

function below(most: number): number {
  return Math.floor(Math.random() ** 2 * most)
}

function some<Item>(items: readonly Item[]): Item {
  return items[below(items.length)] as Item // there is one
}
