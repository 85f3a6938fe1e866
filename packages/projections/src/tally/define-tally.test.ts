import { describe, expect, it } from 'vitest'
import { defineProjection } from '../define/define-projection.ts'
import { defineFold } from '../fold/define-fold.ts'
import type { AnyFold } from '../fold/fold.ts'
import { inlineProjection } from '../inline/inline-projection.ts'
import { adder } from './add-up.ts'
import { defineTally } from './define-tally.ts'
import type { Tally } from './tally.ts'

/** Definitions as plain JavaScript may write them. */
const define = defineTally as (definition: object) => Tally
const valid = {
  name: 'sales',
  version: 1,
  table: { name: 'shop.sales' },
  eventTypes: ['Sold'],
  key: { product: 'data.product' },
  sums: { events: 1 },
} as const

describe('a tally', () => {
  it('is a frozen value that says how its table is made', () => {
    const tally = define({ ...valid, max: { most: 'data.quantity' } })
    expect(Object.isFrozen(tally)).toBe(true)
    expect(tally.createTable).toMatchInlineSnapshot(`
      "create table if not exists "shop"."sales" (
        "tenant_id" text not null,
        "product" text collate "C" not null,
        "events" bigint not null default 0,
        "most" bigint,
        primary key ("tenant_id", "product")
      )"
    `)
  })

  it.each([
    ['key.product', { key: { product: 'product' } }],
    ['key.product', { key: { product: 'data.lines.0' } }],
    ['sums.events', { sums: { events: 1.5 } }],
    ['sums.events', { sums: { events: 'events' } }],
    ['sums.events.Sold', { sums: { events: { Sold: 'data' } } }],
    ['min.least', { min: { least: '-data.quantity' } }],
    ['sums', { sums: {} }],
    ['sums', { sums: { product: 1 } }],
    ['key', { key: {}, table: { name: 'sales', tenantColumn: null } }],
    ['version', { version: 0 }],
  ])('is refused with its field: %s', (field, change) => {
    expect(() => define({ ...valid, ...change })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIGURATION', path: `sales.${field}` }),
    )
  })

  it.each([1.5, true, '1.5', 'many', 2 ** 53, { amount: 1 }])('adds no %o', (quantity) => {
    const addUp = adder({ ...valid, sums: { sum: 'data.quantity' } })
    const event = { type: 'Sold', streamId: 'shop-1' as never, data: { product: 'a', quantity } }
    expect(() => addUp([event])).toThrow(expect.objectContaining({ code: 'ERR_VALIDATION' }))
  })

  it('adds bigints and numbers in text exactly', () => {
    const addUp = adder({ ...valid, sums: { sum: 'data.quantity' } })
    const events = [2n ** 60n, '-3', 4, null, undefined].map((quantity) => ({
      type: 'Sold',
      streamId: 'shop-1' as never,
      data: { product: 'a', quantity },
    }))
    expect(addUp(events)).toEqual([{ key: ['a'], values: [2n ** 60n + 1n] }])
  })
})

describe('an inline projection', () => {
  const handlers: unknown = defineProjection({ name: 'handlers', version: 1, on: { Sold: () => undefined } })
  const fold = (table: object): AnyFold =>
    defineFold<{ type: 'Sold'; data: object }, object>({
      name: 'fold',
      version: 1,
      table: { name: 'fold', key: { column: 'id', type: 'text' }, columns: {}, ...table },
      eventTypes: ['Sold'],
      key: 'stream',
      evolve: (_row, event) => ({ at: event.recordedAt }),
    })

  it.each<[string, unknown]>([
    ['handlers', handlers],
    ['fold.table.positionColumn', fold({ positionColumn: 'position' })],
    ['fold.table.versioned', fold({ versioned: true })],
  ])('is refused at its definition: %s', (path, definition) => {
    expect(() => inlineProjection(definition as Tally)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIGURATION', path }),
    )
  })

  it('refuses to tell when its events were recorded', () => {
    const planned = {
      type: 'Sold',
      data: {},
      id: '',
      tags: [],
      metadata: {},
      tenant: undefined,
      streamId: 'shop-1' as never,
      streamVersion: 1,
    }
    expect(() => inlineProjection(fold({})).statements([planned])).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIGURATION', path: 'recordedAt' }),
    )
  })
})
