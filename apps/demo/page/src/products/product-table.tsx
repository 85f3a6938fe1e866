import type { Found, Product } from '../answers/answers.ts'
import { priceOf } from '../basket/basket.ts'
import { pounds, whole } from '../format.ts'
import { Goods } from '../parts/goods.tsx'
import { PutButton } from './put-button.tsx'

/** A product, with its name in pieces when it was searched for. */
type Hit = Product & Partial<Found['items'][number]>

export function ProductTable({ items }: { readonly items: readonly Hit[] }) {
  if (items.length === 0) return null
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Products">
      <table class="products">
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" class="amount">
              Price
            </th>
            <th scope="col" class="amount wide">
              Units sold
            </th>
            <th scope="col" class="amount wide">
              Stock
            </th>
            <th scope="col">
              <span class="unseen">Basket</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((hit) => (
            <tr key={hit.code}>
              <th scope="row">
                <Goods code={hit.code} name={hit.name}>
                  <Highlighted hit={hit} />
                </Goods>
                <small>{hit.code}</small>
              </th>
              <td class="amount">{pounds(priceOf(hit))}</td>
              <td class="amount wide">{whole(hit.unitsSold)}</td>
              <td class="amount wide">{whole(hit.stock)}</td>
              <td class="amount">
                <PutButton product={hit} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Highlighted({ hit: { highlight = [], name, code } }: { readonly hit: Hit }) {
  if (highlight.length === 0) return <>{name || code}</>
  return <>{highlight.map(({ text, marked }, index) => (marked ? <mark key={index}>{text}</mark> : text))}</>
}
