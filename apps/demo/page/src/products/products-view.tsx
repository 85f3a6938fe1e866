import type { Found, Product } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { moved } from '../live/follow.ts'
import { whole } from '../format.ts'
import { AwaitedTable } from '../parts/awaited.tsx'
import { Empty } from '../parts/empty.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { go, query } from '../router.ts'
import { Facets, type Choices } from './facets.tsx'
import { ProductTable } from './product-table.tsx'
import { SearchBox } from './search-box.tsx'

/** Products, all or those that are searched for. What is asked stands in the address. */
export function ProductsView() {
  const text = query.value.get('q') ?? ''
  const chosen: Choices = { price: listOf('price'), inStock: listOf('inStock') }
  const isAsked = text.trim() !== '' || [...chosen.price, ...chosen.inStock].length > 0
  const asked = new URLSearchParams({ q: text, mode: 'text', limit: '50' })
  for (const [facet, values] of Object.entries(chosen)) if (values.length > 0) asked.set(facet, values.join())
  const { value, error, again } = useAnswer<Found>(isAsked ? `/api/search?${asked}` : undefined, moved)
  const favourites = useAnswer<{ items: Product[] }>(isAsked ? undefined : '/api/products?limit=50', moved)
  const found = value.value

  function show(changes: Record<string, string>) {
    const next = new URLSearchParams(query.value)
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') next.delete(name)
      else next.set(name, value)
    }
    go(next.size > 0 ? `/products?${next}` : '/products', { replace: true })
  }

  return (
    <>
      <Title name="Products" />
      <SearchBox text={text} onSearch={(q) => show({ q })} />
      <Trouble error={error.value ?? favourites.error.value} again={isAsked ? again : favourites.again} />
      {(found ?? favourites.value.value ?? error.value ?? favourites.error.value) ? null : <AwaitedTable />}
      {favourites.value.value === undefined ? null : (
        <>
          <p class="said">The best sellers; search for more.</p>
          <ProductTable items={favourites.value.value.items} />
        </>
      )}
      {found === undefined ? null : (
        <div class="beside">
          <Facets
            found={found}
            chosen={chosen}
            onChoose={(facet, values) => show({ [facet]: values.join() })}
          />
          <div class="stack">
            <p class="said" role="status">
              {found.total === 0
                ? 'Nothing was found.'
                : `${whole(found.total)} ${found.total === 1 ? 'product' : 'products'}.`}
              {found.corrections.map(({ typed, meant }) => (
                <span key={typed} class="correction">
                  {' '}
                  “{typed}” was taken for <strong>{meant.join(', ')}</strong>.
                </span>
              ))}
            </p>
            {found.total === 0 ? (
              <Empty name="Try another word, or fewer.">
                <button type="button" class="quiet" onClick={() => go('/products')}>
                  Show the best sellers
                </button>
              </Empty>
            ) : null}
            <ProductTable items={found.items} />
          </div>
        </div>
      )}
    </>
  )
}

function listOf(facet: string): readonly string[] {
  return query.value.get(facet)?.split(',').filter(Boolean) ?? []
}
