import { product, type Product } from './product.ts'

/** Rows with the ids `00`, `01`, …; their units repeat, some have no rating. */
export function shelf(count: number): Product[] {
  return Array.from({ length: count }, (_, index) =>
    product(String(index).padStart(2, '0'), { units: index % 5, rating: index % 3 === 0 ? null : index / 4 }),
  )
}
