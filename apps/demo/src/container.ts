import {
  bindHandler,
  CommandBus,
  CQRSMetrics,
  EventSourcedRepository,
  HandlerRegistry,
  idempotency,
  IdempotencyKeyExpiry,
  metrics,
  QueryBus,
  QueryCache,
  retryOnConflict,
  standardMiddleware,
  trace,
  transaction,
  validate,
} from '@uno-ts/cqrs-core'
import {
  PostgresEventStore,
  PostgresIdempotencyStore,
  PostgresSignalBus,
  PostgresUnitOfWorkFactory,
} from '@uno-ts/event-store-pg'
import {
  EnhancedQueryService,
  FullTextSearch,
  HybridSearch,
  ReadModelQueryService,
  SqlGraphService,
} from '@uno-ts/query-search'
import { PostgresChangeFeed, ProjectionRunner, type AnyProjection } from '@uno-ts/projections'
import { KyselyCriteriaCompiler, PostgresReadModelRepository, RedisSignalBus } from '@uno-ts/read-model'
import type {
  ChangeFeed,
  EventStore,
  IdempotencyStore,
  Logger,
  ReadModelDefinition,
  SignalBus,
  UnitOfWorkFactory,
} from '@uno-ts/types'
import { asFunction, asValue, createContainer, type AwilixContainer } from 'awilix'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import type { RedisClientType } from 'redis'
import { adjustment, type Adjustments } from './adjustments/adjustment.ts'
import { bookAdjustment, bookAdjustmentHandler } from './adjustments/book-adjustment.ts'
import { basketLines } from './baskets/basket-lines.ts'
import { boughtTogether, boughtTogetherHandler, type ProductGraph } from './baskets/bought-together.ts'
import { productGraph } from './baskets/product-graph.ts'
import { productPath, productPathHandler } from './baskets/product-path.ts'
import { answerStore, type AnswerStore } from './cache/answer-store.ts'
import { CachedAnswers } from './cache/cached-answers.ts'
import { DatabaseIdentity } from './cache/database-identity.ts'
import { customerFigures } from './customers/customer-figures.ts'
import { customer, type Customers } from './customers/customer.ts'
import { customers } from './customers/customers.ts'
import { getCustomer, getCustomerHandler } from './customers/get-customer.ts'
import { listCustomers, listCustomersHandler, type CustomerQueries } from './customers/list-customers.ts'
import { registerCustomer, registerCustomerHandler } from './customers/register-customer.ts'
import { ActiveQueries } from './database/active-queries.ts'
import { ActiveTables } from './database/active-tables.ts'
import { getHistory, getHistoryHandler } from './invoices/get-history.ts'
import { getInvoice, getInvoiceHandler } from './invoices/get-invoice.ts'
import { invoiceList } from './invoices/invoice-list.ts'
import { InvoiceReferences } from './invoices/invoice-references.ts'
import { invoices } from './invoices/invoices.ts'
import { KnownStreams } from './invoices/known-streams.ts'
import { listInvoices, listInvoicesHandler, type InvoiceQueries } from './invoices/list-invoices.ts'
import { cancelOrder, cancelOrderHandler } from './orders/cancel-order.ts'
import { dispatchOrder, dispatchOrderHandler } from './orders/dispatch-order.ts'
import { order, type Orders } from './orders/order.ts'
import { placeOrder, placeOrderHandler } from './orders/place-order.ts'
import { getProduct, getProductHandler } from './products/get-product.ts'
import { listProduct, listProductHandler } from './products/list-product.ts'
import {
  listProducts,
  listProductsHandler,
  type ProductQueries,
  type ProductRow,
} from './products/list-products.ts'
import { productFigures } from './products/product-figures.ts'
import { product, type Products } from './products/product.ts'
import { products } from './products/products.ts'
import { ProductLikeness } from './products/product-likeness.ts'
import { searchProducts, searchProductsHandler } from './products/search-products.ts'
import { suggestProducts, suggestProductsHandler } from './products/suggest-products.ts'
import { similarProducts, similarProductsHandler } from './products/similar-products.ts'
import { getTotals, getTotalsHandler } from './reports/get-totals.ts'
import {
  listCountries,
  listGroupsHandler,
  listHours,
  listMonths,
  type GroupQueries,
} from './reports/list-groups.ts'
import { salesFigures } from './reports/sales-figures.ts'
import { salesGroups } from './reports/sales-groups.ts'
import { goodsReturn, type Returns } from './returns/goods-return.ts'
import { returnGoods, returnGoodsHandler } from './returns/return-goods.ts'
import { getReservations, getReservationsHandler } from './stock/get-reservations.ts'
import { openStock, openStockHandler } from './stock/open-stock.ts'
import { reservationFigures } from './stock/reservation-figures.ts'
import { StockKeeper } from './stock/stock-keeper.ts'
import { stock, type Stocks } from './stock/stock.ts'
import { getProgress, getProgressHandler } from './watch/get-progress.ts'

/** What the shop is made of, from the database up. */
export interface Shop {
  readonly pool: Pool
  /** Without Redis PostgreSQL carries the signals. */
  readonly redis: RedisClientType | undefined
  readonly logger: Logger

  readonly db: Kysely<unknown>
  readonly signals: SignalBus & AsyncDisposable
  readonly eventStore: EventStore
  readonly unitsOfWork: UnitOfWorkFactory
  readonly idempotencyStore: IdempotencyStore
  readonly keyExpiry: IdempotencyKeyExpiry

  readonly orders: Orders
  readonly returns: Returns
  readonly adjustments: Adjustments
  readonly products: Products
  readonly customers: Customers
  readonly stocks: Stocks

  readonly listedProducts: KnownStreams
  readonly registeredCustomers: KnownStreams
  readonly references: InvoiceReferences
  readonly stockKeeper: StockKeeper

  readonly projections: readonly AnyProjection[]
  readonly projectionRunner: ProjectionRunner
  readonly changes: ChangeFeed

  readonly activeTables: ActiveTables
  readonly productQueries: ActiveQueries<typeof products, ProductQueries>
  readonly productLikeness: ActiveQueries<typeof products, ProductLikeness>
  readonly customerQueries: ActiveQueries<typeof customers, CustomerQueries>
  readonly invoiceQueries: ActiveQueries<typeof invoices, InvoiceQueries>
  readonly groupQueries: ActiveQueries<typeof salesGroups, GroupQueries>
  readonly graph: ProductGraph

  readonly answerStore: AnswerStore
  readonly queryCache: QueryCache
  readonly databaseIdentity: DatabaseIdentity
  readonly answers: CachedAnswers

  readonly registry: HandlerRegistry
  readonly commandBus: CommandBus
  readonly queryBus: QueryBus
}

/** What is there before the shop: a database that is open, and somebody to talk to. */
export type ShopGround = Pick<Shop, 'pool' | 'redis' | 'logger'>

/**
 * The one container, and the architecture on one page. Everything is made when it is first asked for and lives as long
 * as the container; `dispose()` ends it in the opposite order. The pool stays open: it belongs to whoever opened it.
 */
export function createShop({ pool, redis, logger }: ShopGround): AwilixContainer<Shop> {
  const container = createContainer<Shop>({ strict: true })
  const one = <Part>(make: (shop: Shop) => Part) => asFunction(make).singleton()

  // What is true: events, in one log.
  container.register({
    pool: asValue(pool),
    redis: asValue(redis),
    logger: asValue(logger),
    db: one(({ pool }) => new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })),
    signals: one(({ pool, redis, logger }) =>
      redis === undefined
        ? new PostgresSignalBus({ pool, logger })
        : new RedisSignalBus({ client: redis, logger }),
    ).disposer((bus) => bus[Symbol.asyncDispose]()),
    eventStore: one(({ pool, signals, logger }) => new PostgresEventStore({ pool, signals, logger })),
    unitsOfWork: one(
      // The factory works with the store's own commits, so it is given the class, not the contract.
      ({ pool, eventStore, logger }) =>
        new PostgresUnitOfWorkFactory({ eventStore: eventStore as PostgresEventStore, pool, logger }),
    ),
    // The answers to commands that came with an Idempotency-Key, for a day.
    idempotencyStore: one(({ pool }) => new PostgresIdempotencyStore({ pool })),
    keyExpiry: one(
      ({ idempotencyStore: store, logger }) => new IdempotencyKeyExpiry({ store, logger }),
    ).disposer((expiry) => expiry.stop()),
  })

  // Who decides: aggregates, each the fold of its own stream.
  container.register({
    orders: one(({ eventStore }) => new EventSourcedRepository({ eventStore, decider: order })),
    returns: one(({ eventStore }) => new EventSourcedRepository({ eventStore, decider: goodsReturn })),
    adjustments: one(({ eventStore }) => new EventSourcedRepository({ eventStore, decider: adjustment })),
    products: one(({ eventStore }) => new EventSourcedRepository({ eventStore, decider: product })),
    customers: one(({ eventStore }) => new EventSourcedRepository({ eventStore, decider: customer })),
    stocks: one(({ eventStore }) => new EventSourcedRepository({ eventStore, decider: stock })),
  })

  // What handlers need to know of other aggregates.
  container.register({
    listedProducts: one(({ eventStore }) => new KnownStreams({ eventStore, category: product.category })),
    registeredCustomers: one(
      ({ eventStore }) => new KnownStreams({ eventStore, category: customer.category }),
    ),
    references: one((shop) => new InvoiceReferences(shop)),
    stockKeeper: one(({ stocks }) => new StockKeeper({ stocks })),
  })

  // What people ask for: read models, folded from the log.
  container.register({
    projections: asValue([
      salesFigures,
      productFigures,
      customerFigures,
      invoiceList,
      reservationFigures,
      basketLines,
    ]),
    projectionRunner: one(
      ({ eventStore, db, projections, signals, logger, pool }) =>
        new ProjectionRunner({
          eventStore,
          db,
          projections,
          signals,
          logger,
          ...pages,
          changeLog: true,
          // The embedded database has one process only, which goes on at once where the former one was killed.
          memberId: pool.options.max === 1 ? 'embedded' : undefined,
        }),
    ).disposer((runner) => runner.stop()),
    changes: one(({ db, signals, logger }) => new PostgresChangeFeed({ db, signals, logger })),
    // Each question goes to the version of its projection that is active: another may be built beside it.
    activeTables: one(({ projectionRunner }) => new ActiveTables({ versions: projectionRunner })),
    productQueries: one(({ activeTables, db, pool }) => {
      const compiler = new KyselyCriteriaCompiler()
      const open = (model: typeof products) => {
        const repository = new PostgresReadModelRepository({ db, pool, model })
        const parts = { db, pool, model, compiler, repository }
        const text = new FullTextSearch<ProductRow>(parts)
        const sources = { text: text.candidates, vector: new ProductLikeness(parts).candidates }
        return new EnhancedQueryService({ ...parts, text, hybrid: new HybridSearch({ ...parts, sources }) })
      }
      return new ActiveQueries({ activeTables, projection: productFigures, model: products, open })
    }),
    productLikeness: one(({ activeTables, db }) => {
      const compiler = new KyselyCriteriaCompiler()
      const open = (model: typeof products) =>
        new ProductLikeness({
          db,
          model,
          compiler,
          repository: new PostgresReadModelRepository({ db, model }),
        })
      return new ActiveQueries({ activeTables, projection: productFigures, model: products, open })
    }),
    customerQueries: one((shop) => queriesOf(shop, customerFigures, customers)),
    invoiceQueries: one((shop) => queriesOf(shop, invoiceList, invoices)),
    groupQueries: one((shop) => queriesOf(shop, salesFigures, salesGroups)),
    graph: one(({ db, pool }) => new SqlGraphService({ graph: productGraph, db, pool })),
  })

  // What was answered before: kept in the process, and in Redis for all, until the rows it was made of change.
  container.register({
    answerStore: one((shop) => answerStore(shop)).disposer((store) => store[Symbol.asyncDispose]?.()),
    queryCache: one(({ answerStore, changes, logger }) => {
      const cache = new QueryCache({ store: answerStore, logger, metrics: new CQRSMetrics() })
      cache.follow(changes)
      return cache
    }).disposer((cache) => cache[Symbol.asyncDispose]()),
    databaseIdentity: one((shop) => new DatabaseIdentity(shop)),
    answers: one((shop) => new CachedAnswers(shop)),
  })

  // The only ways in: one bus for intents, one for questions.
  container.register({
    registry: one((shop) => {
      const registry = new HandlerRegistry()
      registry.register([
        bindHandler(placeOrder, placeOrderHandler(shop)),
        bindHandler(dispatchOrder, dispatchOrderHandler(shop)),
        bindHandler(cancelOrder, cancelOrderHandler(shop)),
        bindHandler(returnGoods, returnGoodsHandler(shop)),
        bindHandler(bookAdjustment, bookAdjustmentHandler(shop)),
        bindHandler(listProduct, listProductHandler(shop)),
        bindHandler(registerCustomer, registerCustomerHandler(shop)),
        bindHandler(openStock, openStockHandler(shop)),
      ])
      // Questions to one stream are folded from its events: they are never old, and are not kept.
      registry.register([
        bindHandler(getInvoice, getInvoiceHandler(shop)),
        bindHandler(getHistory, getHistoryHandler(shop)),
        bindHandler(productPath, productPathHandler(shop)),
        bindHandler(getProgress, getProgressHandler(shop)),
      ])
      const { answers, productQueries: products, customerQueries: customers, invoiceQueries: invoices } = shop
      const ofSales = { of: [salesFigures] }
      const ofProducts = { of: [productFigures] }
      const ofBaskets = { of: [productFigures, basketLines] }
      registry.register([
        answers.query(getTotals, getTotalsHandler(shop), {
          of: [salesFigures, customerFigures, productFigures],
        }),
        answers.query(listCountries, listGroupsHandler(shop, 'country'), ofSales),
        answers.query(listMonths, listGroupsHandler(shop, 'month'), ofSales),
        answers.query(listHours, listGroupsHandler(shop, 'hour'), ofSales),
        answers.query(listProducts, products.handler(listProductsHandler), ofProducts),
        answers.query(getProduct, products.handler(getProductHandler), ofProducts),
        answers.query(searchProducts, products.handler(searchProductsHandler), ofProducts),
        answers.query(suggestProducts, products.handler(suggestProductsHandler), ofProducts),
        answers.query(
          boughtTogether,
          products.handler((productQueries) => boughtTogetherHandler({ graph: shop.graph, productQueries })),
          ofBaskets,
        ),
        answers.query(
          similarProducts,
          products.handler((productQueries) =>
            similarProductsHandler({ productQueries, likeness: shop.productLikeness }),
          ),
          ofProducts,
        ),
        answers.query(listCustomers, customers.handler(listCustomersHandler), { of: [customerFigures] }),
        answers.query(getCustomer, customers.handler(getCustomerHandler), {
          of: [customerFigures],
          row: ({ id }) => id,
        }),
        answers.query(listInvoices, invoices.handler(listInvoicesHandler), { of: [invoiceList] }),
        answers.query(getReservations, getReservationsHandler(shop), { of: [reservationFigures] }),
      ])
      return registry
    }),
    commandBus: one(
      ({ registry, logger, unitsOfWork: unitOfWork, idempotencyStore: store }) =>
        new CommandBus({
          registry,
          logger,
          middleware: standardMiddleware({
            ...observed(),
            retryOnConflict: retryOnConflict(),
            transaction: transaction({ unitOfWork }),
            idempotency: idempotency({ store }),
          }),
        }),
    ),
    queryBus: one(
      ({ registry, logger }) =>
        new QueryBus({ registry, logger, middleware: standardMiddleware(observed()) }),
    ),
  })
  return container
}

/** Every message is traced and measured where somebody listens, and looked at before its handler. */
function observed() {
  return { trace: trace(), metrics: metrics(), validate: validate() }
}

function queriesOf<Model extends ReadModelDefinition>(
  { activeTables, db }: Pick<Shop, 'activeTables' | 'db'>,
  projection: AnyProjection,
  model: Model,
) {
  const open = (its: Model) =>
    new ReadModelQueryService({ repository: new PostgresReadModelRepository({ db, model: its }) })
  return new ActiveQueries({ activeTables, projection, model, open })
}

/** A page is folded in plain numbers: two thousand invoices of the largest amount add up to a safe integer. */
const pages = { pageSize: 2_000, batchSize: 2_000, maxBatchSize: 2_000, bufferedEvents: 6_000 }
