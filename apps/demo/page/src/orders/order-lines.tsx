import type { History } from '../answers/answers.ts'
import { pounds, whole } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Goods } from '../parts/goods.tsx'
import { Link, toProduct } from '../parts/link.tsx'
import { StatusChip } from '../parts/status-chip.tsx'

/** An order as it stood at a version. */
export function OrderLines({
  state,
  isLast,
}: {
  readonly state: History['state']
  readonly isLast: boolean
}) {
  const { version, status, lines, netMilli, shortages } = state
  return (
    <Card
      name={isLast ? 'As it stands' : `As it stood at version ${version}`}
      aside={isLast ? undefined : <StatusChip status={status} />}
    >
      {shortages.length > 0 ? (
        <ul>
          {shortages.map(({ stockCode, requested, available }) => (
            <li key={stockCode}>
              <Link to={toProduct(stockCode)}>{stockCode}</Link>: {whole(requested)} asked for,{' '}
              {whole(available)} there
            </li>
          ))}
        </ul>
      ) : (
        <div class="table" tabIndex={0} role="region" aria-label="Lines">
          <table>
            <thead>
              <tr>
                <th scope="col">Product</th>
                <th scope="col" class="amount">
                  Units
                </th>
                <th scope="col" class="amount wide">
                  Price
                </th>
                <th scope="col" class="amount">
                  Amount
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ stockCode, description, quantity, unitPriceMilli }, index) => (
                <tr key={index}>
                  <th scope="row">
                    <Goods code={stockCode} name={description} />
                    <small>{stockCode}</small>
                  </th>
                  <td class="amount">{whole(quantity)}</td>
                  <td class="amount wide">{pounds(unitPriceMilli)}</td>
                  <td class="amount">{pounds(quantity * unitPriceMilli)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">Net</th>
                <td />
                <td class="wide" />
                <td class="amount">{pounds(netMilli)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  )
}
