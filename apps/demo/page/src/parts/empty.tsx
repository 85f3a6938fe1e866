import type { ComponentChildren } from 'preact'

/** What is said where there is nothing to show, and what can be done about it. */
export function Empty({ name, children }: { readonly name: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <path d="M10 18h28l-3 20H13z" />
        <path d="M17 18v-3a7 7 0 0 1 14 0v3" />
      </svg>
      <p>
        <strong>{name}</strong>
      </p>
      {children}
    </div>
  )
}
