import { useState } from 'preact/hooks'
import { wordsFor } from '../answers/problem-error.ts'
import { pounds } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/empty.tsx'
import { Goods } from '../parts/goods.tsx'
import { Link, toOrder } from '../parts/link.tsx'
import { Title } from '../parts/title.tsx'
import { focusTitle } from '../router.ts'
import { basket, basketMilli, setQuantity } from './basket.ts'
import { newInvoiceNo, pending, place } from './placing.ts'

/** What is in the basket, and the order it becomes. */
export function BasketView() {
  const [invoiceNo, setInvoiceNo] = useState(newInvoiceNo)
  const [placed, setPlaced] = useState<string | undefined>()
  const [refusal, setRefusal] = useState<unknown>()
  const lines = basket.value
  const waiting = pending.value.some((order) => order.invoiceNo === placed)

  /** The order counts as placed at once; a refusal brings the basket back. */
  async function order(form: HTMLFormElement) {
    const fields = new FormData(form)
    const text = (name: string) => (fields.get(name) as string).trim() // every field of the form is one of text
    const number = text('invoiceNo')
    const customerId = text('customerId') || null
    setRefusal(undefined)
    setPlaced(number)
    basket.value = []
    try {
      await place({ invoiceNo: number, country: text('country'), customerId, lines })
      setInvoiceNo(newInvoiceNo())
      focusTitle()
    } catch (error) {
      basket.value = lines
      setPlaced(undefined)
      setInvoiceNo(number)
      setRefusal(error)
    }
  }

  return (
    <>
      <Title name="Your basket" />
      {placed === undefined ? null : (
        <p class={`notice good ${waiting ? 'waiting' : ''}`} role="status">
          <strong>
            {waiting ? 'Placing order ' : 'Order '}
            <Link to={toOrder(placed)}>{placed}</Link>
            {waiting ? '…' : ' is placed.'}
          </strong>
        </p>
      )}
      {refusal === undefined ? null : (
        <div class="notice bad" role="alert">
          <p>
            <strong>The order was refused; nothing was booked.</strong> {wordsFor(refusal)}
          </p>
        </div>
      )}
      {lines.length === 0 ? (
        <Empty name="It is empty.">
          <Link to="/products">Look for something</Link>
        </Empty>
      ) : (
        <form
          class="split even"
          onSubmit={(submit) => {
            submit.preventDefault()
            void order(submit.currentTarget)
          }}
        >
          <Card name="Lines">
            <ul class="basket">
              {lines.map(({ code, name, quantity, unitPriceMilli }) => (
                <li key={code}>
                  <Goods code={code} name={name} />
                  <input
                    type="number"
                    min="0"
                    max="100000"
                    required
                    inputMode="numeric"
                    aria-label={`Units of ${name}`}
                    value={quantity}
                    onChange={({ currentTarget }) =>
                      setQuantity(code, Math.trunc(currentTarget.valueAsNumber) || 0)
                    }
                  />
                  <span class="amount">{pounds(quantity * unitPriceMilli)}</span>
                </li>
              ))}
            </ul>
            <p class="sum">
              Together <strong>{pounds(basketMilli.value)}</strong>
            </p>
          </Card>
          <Card name="Order">
            <div class="fields">
              <label>
                Number of the order
                <input
                  name="invoiceNo"
                  required
                  pattern="[0-9]{6}"
                  title="six digits"
                  inputMode="numeric"
                  defaultValue={invoiceNo}
                  key={invoiceNo}
                />
              </label>
              <label>
                Country
                <input
                  name="country"
                  required
                  maxLength={100}
                  defaultValue="United Kingdom"
                  autocomplete="country-name"
                />
              </label>
              <label>
                <span>
                  Customer <small>(if registered)</small>
                </span>
                <input
                  name="customerId"
                  pattern="[0-9]{1,20}"
                  title="the number of a customer"
                  inputMode="numeric"
                  placeholder="20001"
                />
              </label>
              <button type="submit">Place the order</button>
            </div>
          </Card>
        </form>
      )}
    </>
  )
}
