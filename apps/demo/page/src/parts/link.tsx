import type { ComponentChildren } from 'preact'

/** A link to another address of the page. */
export function Link({
  to,
  children,
  current = false,
  ...attributes
}: {
  readonly to: string
  readonly children: ComponentChildren
  readonly current?: boolean
  readonly class?: string
  readonly 'aria-label'?: string
}) {
  return (
    <a href={to} data-page {...attributes} {...(current ? { 'aria-current': 'page' } : {})}>
      {children}
    </a>
  )
}

export const toProduct = (code: string): string => `/products/${encodeURIComponent(code)}`
export const toOrder = (invoiceNo: string): string => `/orders/${encodeURIComponent(invoiceNo)}`
export const toCustomer = (id: string): string => `/customers/${encodeURIComponent(id)}`
