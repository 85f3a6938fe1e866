import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export function Card({
  name,
  aside,
  children,
  ...attributes
}: {
  readonly name: string
  /** Beside the name. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
  readonly class?: string
}) {
  const id = useId()
  return (
    <section class={`card ${attributes.class ?? ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{name}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
