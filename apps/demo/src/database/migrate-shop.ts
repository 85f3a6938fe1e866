import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import { graphMigrations, vectorMigrations } from '@uno-ts/query-search/migrations'
import { readModelMigrations } from '@uno-ts/read-model/migrations'
import type { Pool } from 'pg'
import { productGraph } from '../baskets/product-graph.ts'
import { customers } from '../customers/customers.ts'
import { invoices } from '../invoices/invoices.ts'
import { products } from '../products/products.ts'
import { salesDays } from '../reports/sales-days.ts'
import { salesGroups } from '../reports/sales-groups.ts'
import { shopMigrations } from './shop-migrations.ts'

/** Creates the shop's tables, or brings them up to date. */
export async function migrateShop(pool: Pool): Promise<void> {
  await migrate(pool, [
    eventStoreMigrations,
    projectionMigrations,
    readModelMigrations([products, customers, invoices, salesDays, salesGroups]),
    graphMigrations([productGraph]),
    vectorMigrations,
    shopMigrations,
  ])
}
