import { computed, signal } from '@preact/signals'
import type { Product } from '../answers/answers.ts'

export interface BasketLine {
  readonly code: string
  readonly name: string
  readonly unitPriceMilli: number
  readonly quantity: number
}

/** What is to be ordered. It lives as long as the window. */
export const basket = signal<readonly BasketLine[]>([])
export const basketMilli = computed(() =>
  basket.value.reduce((sum, { quantity, unitPriceMilli }) => sum + quantity * unitPriceMilli, 0),
)

/** The price of a unit: what it has brought on average, to the penny. */
export function priceOf({ grossMilli, unitsSold }: Pick<Product, 'grossMilli' | 'unitsSold'>): number {
  return unitsSold === 0 ? 1_000 : Math.max(10, Math.round(grossMilli / unitsSold / 10) * 10)
}

/** Puts units of a product into the basket, beside those that are there. */
export function put(product: Product, quantity = 1): void {
  const { code, name } = product
  const there = basket.value.find((line) => line.code === code)
  const line = { code, name, unitPriceMilli: priceOf(product), quantity: (there?.quantity ?? 0) + quantity }
  basket.value = there ? basket.value.map((it) => (it.code === code ? line : it)) : [...basket.value, line]
}

/** Sets how many units are wanted; none takes the line out. */
export function setQuantity(code: string, quantity: number): void {
  basket.value = basket.value
    .map((line) => (line.code === code ? { ...line, quantity } : line))
    .filter((line) => line.quantity > 0)
}
