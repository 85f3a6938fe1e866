import { InMemoryReadModelRepository } from '@uno-ts/testing'
import { globalPosition } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineReadModel } from '../define/define-read-model.ts'
import { DenormalizedReadModel } from './denormalized-read-model.ts'

const model = defineReadModel({
  name: 'order_overview',
  schema: z.object({
    orderId: z.string(),
    status: z.string(),
    units: z.int(),
    customerName: z.string().nullable(),
    paidMilli: z.bigint(),
    applied: z.record(z.string(), z.string()),
  }),
  key: 'orderId',
  columns: {
    status: { type: 'text' },
    units: { type: 'integer' },
    customerName: { type: 'text', nullable: true },
    paidMilli: { type: 'bigint' },
    applied: { type: 'json' },
  },
})
type Overview = z.output<typeof model.schema>

const sources = { order: ['status', 'units'], customer: ['customerName'], payment: ['paidMilli'] } as const
const initial = (orderId: string) => ({
  orderId,
  status: 'unknown',
  units: 0,
  customerName: null,
  paidMilli: 0n,
})
const overview = () => {
  const repository = new InMemoryReadModelRepository<Overview>({ model })
  return { repository, orders: new DenormalizedReadModel({ repository, model, sources, initial }) }
}
type Orders = ReturnType<typeof overview>['orders']

/** One update each of a source, some of them withdrawals. */
const anyUpdate = fc.oneof(
  fc.record({
    source: fc.constant('order' as const),
    changes: fc.record(
      { status: fc.constantFrom('placed', 'shipped'), units: fc.nat(9) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    source: fc.constant('customer' as const),
    changes: fc.record({ customerName: fc.option(fc.constantFrom('Ada', 'Grace')) }),
  }),
  fc.record({
    source: fc.constant('payment' as const),
    changes: fc.record({ paidMilli: fc.bigInt(0n, 9n) }),
  }),
  fc.record({ source: fc.constantFrom('order', 'customer', 'payment'), changes: fc.constant(undefined) }),
)
type Update = typeof anyUpdate extends fc.Arbitrary<infer Each> ? Each & { at: number } : never

async function applyUpdate(orders: Orders, { source, changes, at }: Update): Promise<void> {
  const options = { position: globalPosition(at) }
  if (changes === undefined) await orders.withdraw(source, 'o1', options)
  else await orders.apply(source, 'o1', changes, options)
}

describe('a row that several sources fill', () => {
  it('settles to the same row in whatever order updates arrive, and however often', async () => {
    const history = fc
      .array(anyUpdate, { minLength: 1, maxLength: 12 })
      .map((updates) => updates.map((update, index) => ({ ...update, at: index + 1 })))
    const shuffled = history.chain((updates) =>
      fc.record({
        updates: fc.constant(updates),
        order: fc
          .array(fc.nat(updates.length - 1), { maxLength: 20 })
          .chain((again) =>
            fc
              .shuffledSubarray([...updates.keys()], { minLength: updates.length })
              .map((all) => [...all, ...again]),
          ),
        atOnce: fc.boolean(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ updates, order, atOnce }) => {
        const inTurn = overview()
        for (const update of updates) await applyUpdate(inTurn.orders, update)
        const mixed = overview()
        const arriving = order.flatMap((index) => updates[index] ?? [])
        if (atOnce) await Promise.all(arriving.slice(0, 8).map((update) => applyUpdate(mixed.orders, update)))
        for (const update of arriving) await applyUpdate(mixed.orders, update)
        expect(await mixed.repository.get('o1')).toEqual(await inTurn.repository.get('o1'))
      }),
      { numRuns: 300 },
    )
  })

  it('has its first values where nobody has told anything', async () => {
    const { orders } = overview()
    const row = await orders.apply('customer', 'o1', { customerName: 'Ada' }, { position: globalPosition(3) })
    expect(row).toEqual({ ...initial('o1'), customerName: 'Ada', applied: { customerName: '3' } })
  })

  it('takes from a source only what is the source’s', async () => {
    const { orders, repository } = overview()
    const wrong = orders.apply('customer', 'o1', { status: 'placed' } as never, {
      position: globalPosition(1),
    })
    await expect(wrong).rejects.toThrow('"status" does not come from "customer"')
    expect(await repository.count()).toBe(0)
  })

  it.each([
    ['two sources claim a field', { a: ['status'], b: ['status'] }],
    ['a source claims the key', { a: ['orderId'] }],
  ])('is not defined when %s', (_, claimed) => {
    const { repository } = overview()
    const define = () => new DenormalizedReadModel({ repository, model, sources: claimed as never, initial })
    expect(define).toThrow(expect.objectContaining({ code: 'ERR_CONFIGURATION' }))
  })
})
