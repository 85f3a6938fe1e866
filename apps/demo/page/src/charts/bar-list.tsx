import type { ComponentChildren } from 'preact'

export interface Bar {
  readonly key: string
  readonly name: ComponentChildren
  readonly words: string
  /** Said beside the words, more quietly. */
  readonly note?: string
  readonly value: number
}

/** Named bars, the longest first. Each carries its value in words: there is nothing to be read off. */
export function BarList({
  bars,
  label,
  full,
}: {
  readonly bars: readonly Bar[]
  readonly label: string
  /** The value of a bar that is full. Default: the longest one's. */
  readonly full?: number
}) {
  const most = full ?? Math.max(Number.MIN_VALUE, ...bars.map(({ value }) => value))
  return (
    <ol class="bars" aria-label={label}>
      {bars.map(({ key, name, words, note, value }) => (
        <li key={key}>
          <span class="name">{name}</span>
          <span class="value">
            {words}
            {note === undefined ? null : <small>{note}</small>}
          </span>
          <span class="track" aria-hidden="true">
            <span style={{ width: `${(100 * Math.max(0, value)) / most}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}
