import type { InvoiceRow } from '../answers/answers.ts'
import { day, pounds, whole } from '../format.ts'
import { Link, toCustomer, toOrder } from '../parts/link.tsx'
import { StatusChip } from '../parts/status-chip.tsx'

export function OrderTable({
  items,
  label,
  ofOne = false,
}: {
  readonly items: readonly InvoiceRow[]
  readonly label: string
  /** All are of one customer, who needs no column. */
  readonly ofOne?: boolean
}) {
  return (
    <div class="table" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Kind</th>
            {ofOne ? null : (
              <th scope="col" class="wide">
                Customer
              </th>
            )}
            <th scope="col" class="wide">
              Country
            </th>
            <th scope="col" class="wide">
              Date
            </th>
            <th scope="col" class="amount wide">
              Lines
            </th>
            <th scope="col" class="amount">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ invoiceNo, kind, customerId, country, invoicedAt, lineCount, netMilli }) => (
            <tr key={invoiceNo}>
              <th scope="row">
                <Link to={toOrder(invoiceNo)}>{invoiceNo}</Link>
                <small class="narrow">{day(invoicedAt)}</small>
              </th>
              <td>
                <StatusChip status={kind} />
              </td>
              {ofOne ? null : (
                <td class="wide">
                  {customerId === null ? 'not known' : <Link to={toCustomer(customerId)}>{customerId}</Link>}
                </td>
              )}
              <td class="wide">{country}</td>
              <td class="wide">{day(invoicedAt)}</td>
              <td class="amount wide">{whole(lineCount)}</td>
              <td class="amount">{pounds(netMilli)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
