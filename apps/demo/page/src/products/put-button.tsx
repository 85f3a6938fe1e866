import type { Product } from '../answers/answers.ts'
import { basket, put } from '../basket/basket.ts'

/** Puts a product into the basket, and says how many are there. */
export function PutButton({ product }: { readonly product: Product }) {
  const there = basket.value.find(({ code }) => code === product.code)?.quantity ?? 0
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => put(product)}
      aria-label={`Add ${product.name} to the basket`}
    >
      {there === 0 ? 'Add' : `Add · ${there}`}
    </button>
  )
}
