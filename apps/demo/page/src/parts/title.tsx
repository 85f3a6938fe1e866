import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

/** The heading of a view, which takes the focus when one comes to it; and the title of the window. */
export function Title({
  name,
  children,
  ...attributes
}: {
  readonly name: string
  readonly children?: ComponentChildren
  readonly class?: string
}) {
  useEffect(() => {
    document.title = `${name} · A wholesale shop`
  }, [name])
  return (
    <h1 tabIndex={-1} {...attributes}>
      {children ?? name}
    </h1>
  )
}
