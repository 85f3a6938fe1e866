import { useState } from 'preact/hooks'

export interface Column {
  readonly key: string
  /** Below the column. */
  readonly label: string
  /** Below the label, where something new begins: a year. */
  readonly under?: string | undefined
  /** What the column is of: `March 2011`. */
  readonly name: string
  /** What it comes to: `£5,136.28`. */
  readonly amount: string
  /** What else there is to say: `of 26 sales`. */
  readonly note: string
  readonly value: number
}

/**
 * Columns over time, with an axis and a line for their mean. Each says its value beside it, to those who point at it or walk
 * there by arrow keys, and to those who listen.
 */
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
  const mean = columns.reduce((sum, { value }) => sum + value, 0) / Math.max(1, columns.length)
  const pointed = at === undefined ? undefined : columns[at]
  const heightOf = (value: number) => `${(100 * Math.max(0, value)) / top}%`
  return (
    <figure class="columns">
      {columns.length > 1 ? (
        <figcaption>
          <span class="dashes" aria-hidden="true" /> {scale(mean)} on average
        </figcaption>
      ) : null}
      <div class="plot">
        <div class="scale" aria-hidden="true">
          {[4, 3, 2, 1, 0].map((step) => (
            <span key={step}>{scale((top * step) / 4)}</span>
          ))}
        </div>
        <div class="field">
          <ol
            aria-label={label}
            tabIndex={0}
            onPointerLeave={() => setAt(undefined)}
            onBlur={() => setAt(undefined)}
            onKeyDown={(press) => {
              const last = columns.length - 1
              const steps: Readonly<Record<string, number>> = {
                ArrowLeft: (at ?? columns.length) - 1,
                ArrowRight: (at ?? last) + 1,
                Home: 0,
                End: last,
              }
              const next = steps[press.key]
              if (press.key === 'Escape') setAt(undefined)
              if (next === undefined) return
              press.preventDefault()
              setAt(Math.min(last, Math.max(0, next)))
            }}
          >
            {columns.map(({ key, label, under, name, amount, note, value }, index) => (
              <li key={key} class={at === index ? 'at' : ''} onPointerEnter={() => setAt(index)}>
                <span class="bar" style={{ height: heightOf(value) }} />
                <span class="label" aria-hidden="true">
                  {label}
                  {under === undefined ? null : <b>{under}</b>}
                </span>
                <span class="unseen">{`${name}: ${amount} ${note}`}</span>
              </li>
            ))}
          </ol>
          <div class="over" aria-hidden="true">
            {columns.length > 1 ? <span class="mean" style={{ bottom: heightOf(mean) }} /> : null}
            {pointed === undefined || at === undefined ? null : (
              <span
                class={`tip ${at > columns.length / 2 ? 'before' : ''}`}
                style={{ left: `${(100 * (at + 0.5)) / columns.length}%`, bottom: heightOf(pointed.value) }}
              >
                {pointed.name}
                <strong>{pointed.amount}</strong>
                {pointed.note}
              </span>
            )}
          </div>
        </div>
      </div>
    </figure>
  )
}

/** The next of 1, 2, 4, 6, 8 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10)
}
