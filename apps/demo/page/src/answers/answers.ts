import type { ResultOf } from '@uno-ts/types'
import type { boughtTogether } from '../../../src/baskets/bought-together.ts'
import type { getCustomer } from '../../../src/customers/get-customer.ts'
import type { getHistory } from '../../../src/invoices/get-history.ts'
import type { listInvoices } from '../../../src/invoices/list-invoices.ts'
import type { dispatchOrder } from '../../../src/orders/dispatch-order.ts'
import type { getProduct } from '../../../src/products/get-product.ts'
import type { searchProducts } from '../../../src/products/search-products.ts'
import type { similarProducts } from '../../../src/products/similar-products.ts'
import type { suggestProducts } from '../../../src/products/suggest-products.ts'
import type { getTotals } from '../../../src/reports/get-totals.ts'
import type { listMonths } from '../../../src/reports/list-groups.ts'
import type { getProgress } from '../../../src/watch/get-progress.ts'

// What the API answers is what its messages say: the page has no types of its own for it.
export type Totals = ResultOf<typeof getTotals>
export type Groups = ResultOf<typeof listMonths>
export type Invoices = ResultOf<typeof listInvoices>
export type InvoiceRow = Invoices['items'][number]
export type History = ResultOf<typeof getHistory>
export type Changed = ResultOf<typeof dispatchOrder>
export type Product = ResultOf<typeof getProduct>
export type Found = ResultOf<typeof searchProducts>
export type Suggestions = ResultOf<typeof suggestProducts>
export type Companions = ResultOf<typeof boughtTogether>
export type Similar = ResultOf<typeof similarProducts>
export type Customer = ResultOf<typeof getCustomer>
export type Progress = ResultOf<typeof getProgress>
