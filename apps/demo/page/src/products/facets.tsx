import type { Found } from '../answers/answers.ts'

export type FacetName = keyof Found['facets']
export type Choices = Readonly<Record<FacetName, readonly string[]>>

const facets: readonly { readonly name: FacetName; readonly words: string }[] = [
  { name: 'price', words: 'Price of a unit' },
  { name: 'inStock', words: 'In stock' },
]

/** What is beside a search: values to choose from, with what each would leave. */
export function Facets({
  found,
  chosen,
  onChoose,
}: {
  readonly found: Found
  readonly chosen: Choices
  readonly onChoose: (facet: FacetName, values: readonly string[]) => void
}) {
  return (
    <div class="facets">
      {facets.map(({ name, words }) => (
        <fieldset key={name}>
          <legend>{words}</legend>
          {valuesOf(found, chosen, name).map(({ value, count }) => (
            <label key={value}>
              <input
                type="checkbox"
                checked={chosen[name].includes(value)}
                onChange={({ currentTarget }) => {
                  const others = chosen[name].filter((it) => it !== value)
                  onChoose(name, currentTarget.checked ? [...others, value] : others)
                }}
              />
              <span>{wordsOf(name, value)}</span>
              <span class="count">{count}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  )
}

/** The values there are, and those that are chosen although nothing has them any more; cheap ones first. */
function valuesOf(found: Found, chosen: Choices, name: FacetName) {
  const there = found.facets[name]
  const gone = chosen[name].filter((value) => !there.some((it) => it.value === value))
  const values = [...there, ...gone.map((value) => ({ value, count: 0 }))]
  return values.toSorted((a, b) => rankOf(a.value) - rankOf(b.value))
}

function rankOf(value: string): number {
  if (value === 'true' || value === 'false') return value === 'true' ? 0 : 1
  const from = Number.parseFloat(/\d+/.exec(value)?.[0] ?? '0')
  return value.startsWith('under') ? from - 0.5 : from
}

function wordsOf(name: FacetName, value: string): string {
  if (name === 'inStock') return value === 'true' ? 'yes' : 'no'
  return value.replace(/\d+(\.\d+)?/g, (amount) => `£${amount}`)
}
