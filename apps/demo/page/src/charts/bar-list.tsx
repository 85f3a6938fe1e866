import type { ComponentChildren } from 'preact'

export interface Bar {
  readonly key: string
  readonly name: ComponentChildren
  readonly words: string
  readonly value: number
}

/** Named bars, the longest first. */
export function BarList({ bars, label }: { readonly bars: readonly Bar[]; readonly label: string }) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <ol class="bars" aria-label={label}>
      {bars.map(({ key, name, words, value }) => (
        <li key={key}>
          <span class="name">{name}</span>
          <span class="value">{words}</span>
          <span class="track" aria-hidden="true">
            <span style={{ width: `${(100 * Math.max(0, value)) / most}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}
