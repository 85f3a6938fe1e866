import { defineGraph } from '@uno-ts/query-search'

/**
 * Which goods were bought together. A basket holds the distinct product codes of the sold lines of an invoice; what is
 * kept is which product is in which basket. How many baskets two products share is counted when it is asked for: an
 * invoice of a thousand lines adds a thousand edges, not half a million.
 */
export const productGraph = defineGraph({
  name: 'shop',
  nodes: { Product: {}, Basket: {} },
  edges: {
    IN: { from: 'Product', to: 'Basket' },
    BOUGHT_WITH: { shared: 'IN' },
  },
})
