const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })
const whole = new Intl.NumberFormat('en-GB')
const element = (id) => document.getElementById(id)

const totals = [
  ['Sales', ({ sales }) => whole.format(sales)],
  ['Cancellations', ({ cancellations }) => whole.format(cancellations)],
  ['Lines', ({ lines }) => whole.format(lines)],
  ['Customers', ({ customers }) => whole.format(customers)],
  ['Gross', ({ grossMilli }) => money(grossMilli)],
  ['Net', ({ netMilli }) => money(netMilli)],
]

async function refresh() {
  const [figures, orders, products] = await Promise.all([
    ask('/api/reports/totals'),
    ask('/api/orders?limit=12'),
    ask(typed() === '' ? '/api/products?limit=12' : `/api/search?limit=12&q=${encodeURIComponent(typed())}`),
  ])
  element('totals').replaceChildren(
    ...totals.map(([name, value]) =>
      tag('div', { className: 'figure' }, tag('b', {}, value(figures)), tag('span', {}, name)),
    ),
  )
  element('orders').replaceChildren(
    ...orders.items.map(({ invoiceNo, kind, customerId, country, invoicedAt, lineCount, netMilli }) =>
      row(
        invoiceNo,
        kind,
        customerId ?? 'unknown',
        country,
        invoicedAt.replace('T', ' ').slice(0, 16),
        number(lineCount),
        number(netMilli, money),
      ),
    ),
  )
  element('products').replaceChildren(
    ...products.items.map(({ code, name, unitsSold, grossMilli, stock }) =>
      row(code, name, number(unitsSold), number(grossMilli, money), number(stock)),
    ),
  )
}

function typed() {
  return element('search').value.trim()
}

async function ask(url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}

function row(...cells) {
  return tag('tr', {}, ...cells.map((cell) => (cell instanceof Node ? cell : tag('td', {}, cell))))
}

function number(value, format = (value) => whole.format(value)) {
  return tag('td', { className: 'number' }, format(value))
}

function money(milli) {
  return pounds.format(milli / 1000)
}

function tag(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties)
  node.append(...children)
  return node
}

/** Runs at once, then at most every 250 ms: changes come in bursts. */
function calmly(run) {
  let wanted = false
  let running = false
  async function goOn() {
    running = true
    while (wanted) {
      wanted = false
      await run().catch((error) => console.warn(error.message))
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    running = false
  }
  return () => {
    wanted = true
    if (!running) void goOn()
  }
}

const calmRefresh = calmly(refresh)
element('search').addEventListener('input', calmRefresh)
const changes = new EventSource('/api/changes')
changes.addEventListener('change', calmRefresh)
changes.addEventListener('open', calmRefresh)
calmRefresh()
