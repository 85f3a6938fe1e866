import type { Companions, Product, Similar } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { priceOf } from '../basket/basket.ts'
import { BarList } from '../charts/bar-list.tsx'
import { percent, pounds, whole } from '../format.ts'
import { moved } from '../live/follow.ts'
import { Awaited } from '../parts/awaited.tsx'
import { Card } from '../parts/card.tsx'
import { Figure, Figures } from '../parts/figure.tsx'
import { Goods } from '../parts/goods.tsx'
import { Title } from '../parts/title.tsx'
import { Missing, Trouble } from '../parts/trouble.tsx'
import { PutButton } from './put-button.tsx'

export function ProductView({ code }: { readonly code: string }) {
  const url = `/api/products/${encodeURIComponent(code)}`
  const { value, error, again } = useAnswer<Product>(url, moved)
  const product = value.value
  if (product === undefined) return <Missing name={`Product ${code}`} error={error.value} again={again} />
  return (
    <>
      <div class="heading">
        <div>
          <p class="above">Product {code}</p>
          <Title name={product.name || code} class="goods" />
        </div>
        <div class="buy">
          <strong>{pounds(priceOf(product))}</strong>
          <PutButton product={product} large />
        </div>
      </div>
      <Figures label="Figures of the product">
        <Figure name="Units sold" value={whole(product.unitsSold)} />
        <Figure name="Net revenue" value={pounds(product.netMilli)} />
        <Figure name="On invoices" value={whole(product.saleInvoices)} />
        <Figure name="In stock" value={whole(product.stock)} />
      </Figures>
      <div class="split even">
        <BoughtTogether url={`${url}/bought-together?limit=8`} />
        <Alike url={`${url}/similar?limit=8`} />
      </div>
    </>
  )
}

function BoughtTogether({ url }: { readonly url: string }) {
  const { value, error } = useAnswer<Companions>(url)
  const items = value.value?.items ?? []
  return (
    <Card name="Bought together">
      <Trouble error={error.value} />
      {value.value === undefined && error.value === undefined ? <Awaited lines={6} /> : null}
      <BarList
        label="Products bought together with it"
        bars={items.map(({ code, name, weight }) => ({
          key: code,
          name: <Goods code={code} name={name} />,
          words: `${whole(weight)} ${weight === 1 ? 'basket' : 'baskets'}`,
          value: weight,
        }))}
      />
      {value.value !== undefined && items.length === 0 ? (
        <p class="quiet">Nothing was bought with it so far.</p>
      ) : null}
    </Card>
  )
}

/** Below it names share a few letters by chance. */
const leastAlike = 0.15

function Alike({ url }: { readonly url: string }) {
  const { value, error } = useAnswer<Similar>(url)
  const items = (value.value?.items ?? []).filter(({ similarity }) => similarity >= leastAlike)
  return (
    <Card name="Similar products">
      <Trouble error={error.value} />
      {value.value === undefined && error.value === undefined ? <Awaited lines={6} /> : null}
      <BarList
        label="Products with similar names"
        full={1}
        bars={items.map(({ code, name, similarity }) => ({
          key: code,
          name: <Goods code={code} name={name} />,
          words: `${percent(similarity)} alike`,
          value: similarity,
        }))}
      />
      {value.value !== undefined && items.length === 0 ? (
        <p class="quiet">No other product has a name like it.</p>
      ) : null}
    </Card>
  )
}
