import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Awaited } from './awaited.tsx'

/** Whether whoever looks wants nothing to move. */
const isStill = matchMedia('(prefers-reduced-motion: reduce)')

/** A number with its name; it lights up for a moment when it changes. */
export function Figure({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  const shown = useRef<HTMLElement>(null)
  const before = useRef(value)
  useEffect(() => {
    if (before.current !== undefined && before.current !== value && !isStill.matches) {
      const colours = [{ color: 'var(--accent)' }, { color: 'var(--accent)', offset: 0.3 }, {}]
      shown.current?.animate(colours, { duration: 1_400 })
    }
    before.current = value
  }, [value])
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd ref={shown}>{value ?? <Awaited />}</dd>
    </div>
  )
}

export function Figures({
  label,
  children,
}: {
  readonly label: string
  readonly children: ComponentChildren
}) {
  return (
    <dl class="figures" aria-label={label}>
      {children}
    </dl>
  )
}
