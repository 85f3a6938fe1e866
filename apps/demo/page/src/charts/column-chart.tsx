import { useState } from 'preact/hooks'

export interface Column {
  readonly key: string
  /** Below the column. */
  readonly label: string
  /** The whole of what it says: `March 2011: £5,136.28`. */
  readonly words: string
  readonly value: number
}

/** Columns over time. Each says its value in words, to those who point at it or walk there by arrow keys, and to those who listen. */
export function ColumnChart({
  columns,
  label,
  scale,
}: {
  readonly columns: readonly Column[]
  readonly label: string
  readonly scale: (value: number) => string
}) {
  const [at, setAt] = useState<number | undefined>()
  const top = roundUp(Math.max(1, ...columns.map(({ value }) => value)))
  const shown = columns[at ?? columns.length - 1]
  return (
    <figure class="columns">
      <figcaption aria-hidden="true">{shown?.words ?? ''}</figcaption>
      <div class="plot">
        <div class="scale" aria-hidden="true">
          {[4, 3, 2, 1, 0].map((step) => (
            <span key={step}>{scale((top * step) / 4)}</span>
          ))}
        </div>
        <ol
          aria-label={label}
          tabIndex={0}
          onPointerLeave={() => setAt(undefined)}
          onBlur={() => setAt(undefined)}
          onKeyDown={(press) => {
            const step = { ArrowLeft: -1, ArrowRight: 1 }[press.key]
            if (step === undefined) return
            press.preventDefault()
            setAt(Math.min(columns.length - 1, Math.max(0, (at ?? columns.length - 1) + step)))
          }}
        >
          {columns.map(({ key, label, words, value }, index) => (
            <li key={key} class={at === index ? 'at' : ''} onPointerEnter={() => setAt(index)}>
              <span class="bar" style={{ height: `${(100 * Math.max(0, value)) / top}%` }} />
              <span class="label" aria-hidden="true">
                {label}
              </span>
              <span class="unseen">{words}</span>
            </li>
          ))}
        </ol>
      </div>
    </figure>
  )
}

/** The next of 1, 2, 4, 6, 8 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10)
}
