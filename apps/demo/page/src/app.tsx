import { BasketView } from './basket/basket-view.tsx'
import { basket } from './basket/basket.ts'
import { CustomerView } from './customers/customer-view.tsx'
import { CustomersView } from './customers/customers-view.tsx'
import { OrderView } from './orders/order-view.tsx'
import { OrdersView } from './orders/orders-view.tsx'
import { Overview } from './overview/overview.tsx'
import { Empty } from './parts/empty.tsx'
import { Link } from './parts/link.tsx'
import { Title } from './parts/title.tsx'
import { ProductView } from './products/product-view.tsx'
import { ProductsView } from './products/products-view.tsx'
import { path } from './router.ts'
import { ConnectionBanner } from './watch/connection-banner.tsx'
import { HealthStrip } from './watch/health-strip.tsx'

export function App() {
  const [room = ''] = path.value
  const units = basket.value.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <>
      <a class="skip" href="#view">
        To the content
      </a>
      <header class="top">
        <div class="masthead">
          <Link to="/" class="brand">
            <Mark />
            The wholesale shop
          </Link>
          <nav aria-label="Rooms of the shop">
            <Link to="/" current={room === ''}>
              Now
            </Link>
            <Link to="/products" current={room === 'products'}>
              Products
            </Link>
            <Link to="/orders" current={room === 'orders'}>
              Orders
            </Link>
            <Link to="/customers" current={room === 'customers'}>
              Customers
            </Link>
            <Link to="/basket" current={room === 'basket'}>
              Basket{units > 0 ? <span class="badge">{units}</span> : null}
            </Link>
            <a href="/docs/">API</a>
          </nav>
        </div>
        <HealthStrip />
      </header>
      <main id="view" tabIndex={-1}>
        <View />
      </main>
      <footer class="foot">
        <p>
          A wholesale shop on <strong>uno-ts</strong>: commands become events, events become read models, and
          this page follows them. <a href="/docs/">The API</a> is all it uses.
        </p>
      </footer>
      <ConnectionBanner />
    </>
  )
}

function View() {
  const [room, id] = path.value
  switch (room) {
    case undefined:
      return <Overview />
    case 'products':
      return id === undefined ? <ProductsView /> : <ProductView key={id} code={id} />
    case 'orders':
      return id === undefined ? <OrdersView /> : <OrderView key={id} invoiceNo={id} />
    case 'customers':
      return id === undefined ? <CustomersView /> : <CustomerView key={id} id={id} />
    case 'basket':
      return <BasketView />
    default:
      return (
        <>
          <Title name="There is nothing here" />
          <Empty name="No room of the shop has this address.">
            <Link to="/">See what is going on instead</Link>
          </Empty>
        </>
      )
  }
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="7" />
      <path class="mark-line" d="M8 9v8a8 8 0 0 0 16 0V9" />
    </svg>
  )
}
