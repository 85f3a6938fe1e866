import type { ComponentChildren } from 'preact'
import { isProductCode } from '../../../src/invoices/invoice.ts'
import { Link, toProduct } from './link.tsx'

/** The name of a product, leading to it. */
export function Goods({
  code,
  name,
  children,
}: {
  readonly code: string
  readonly name: string
  /** The name in another shape. */
  readonly children?: ComponentChildren
}) {
  const words = children ?? (name || code)
  // Carriage, a discount, a fee: there is nothing to be seen of it.
  if (!isProductCode(code)) return <span class="goods">{words}</span>
  return (
    <Link to={toProduct(code)} class="goods">
      {words}
    </Link>
  )
}
