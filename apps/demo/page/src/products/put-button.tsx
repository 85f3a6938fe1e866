import type { Product } from '../answers/answers.ts'
import { basket, put } from '../basket/basket.ts'

/** Puts a product into the basket, and says how many are there. */
export function PutButton({
  product,
  large = false,
}: {
  readonly product: Product
  readonly large?: boolean
}) {
  const there = basket.value.find(({ code }) => code === product.code)?.quantity ?? 0
  const words = large ? 'Add to the basket' : 'Add'
  return (
    <button
      type="button"
      class={large ? '' : 'quiet'}
      onClick={() => put(product)}
      aria-label={large ? undefined : `Add ${product.name} to the basket`}
    >
      {there === 0 ? words : `${words} · ${there}`}
    </button>
  )
}
