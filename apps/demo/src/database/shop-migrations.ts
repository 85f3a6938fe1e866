import type { MigrationSet } from '@uno-ts/types'

/** The shop's tables that are no read models of their own: what reservations write, and what projections remember. */
export const shopMigrations: MigrationSet = {
  name: 'shop',
  steps: [
    {
      name: '001-stock',
      statements: ({ schema }) => [
        `create table ${schema}.stock (
          tenant_id text collate "C" not null,
          code text collate "C" not null,
          units bigint not null,
          primary key (tenant_id, code)
        ) with (fillfactor = 70)`,
        `create table ${schema}.stock_opening (
          tenant_id text collate "C" primary key,
          units bigint not null
        )`,
        `create table ${schema}.reservation_figures (
          tenant_id text collate "C" primary key,
          accepted bigint not null,
          rejected bigint not null,
          accepted_gross_milli bigint not null
        )`,
      ],
    },
    {
      name: '002-descriptions',
      statements: ({ schema }) => [
        `create table ${schema}.product_descriptions (
          tenant_id text collate "C" not null,
          code text collate "C" not null,
          description text collate "C" not null,
          sold_lines bigint not null,
          primary key (tenant_id, code, description)
        )`,
      ],
    },
    {
      name: '003-group-customers',
      statements: ({ schema }) => [
        `create table ${schema}.sales_group_customers (
          tenant_id text collate "C" not null,
          group_id text collate "C" not null,
          customer_id text collate "C" not null,
          primary key (tenant_id, group_id, customer_id)
        )`,
      ],
    },
  ],
}
