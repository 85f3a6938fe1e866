import type { ReadModelRepository } from '@uno-ts/types'
import { globalPosition } from '@uno-ts/types'
import * as fc from 'fast-check'
import { z } from 'zod'
import { defineReadModel } from '../src/define/define-read-model.ts'
import { DenormalizedReadModel } from '../src/denormalized/denormalized-read-model.ts'

/** Orders with what their customers and their payments tell. */
export const overviewModel = defineReadModel({
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
/** A row of it. */
export type Overview = z.output<typeof overviewModel.schema>

const sources = { order: ['status', 'units'], customer: ['customerName'], payment: ['paidMilli'] } as const
/** What an order is before anybody has told of it. */
export const initialOverview = (orderId: string): Omit<Overview, 'applied'> => ({
  orderId,
  status: 'unknown',
  units: 0,
  customerName: null,
  paidMilli: 0n,
})
/** The model that three sources fill. */
export function openOverview(
  repository: ReadModelRepository<Overview>,
): DenormalizedReadModel<Overview, typeof sources> {
  return new DenormalizedReadModel({ repository, model: overviewModel, sources, initial: initialOverview })
}

/** What a source tells, or that it takes back what it told. */
const anyChange = fc.oneof(
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

type Change = typeof anyChange extends fc.Arbitrary<infer Each> ? Each : never

/** A change and the event it comes from. */
export type Update = Change & { readonly at: number }

/** Updates at the positions 1, 2, 3, … */
export const anyUpdates: fc.Arbitrary<readonly Update[]> = fc
  .array(anyChange, { minLength: 1, maxLength: 12 })
  .map((changes) => changes.map((change, index) => ({ ...change, at: index + 1 })))

/** Tells the order `o1` of an update. */
export async function applyUpdate(
  orders: ReturnType<typeof openOverview>,
  { source, changes, at }: Update,
): Promise<void> {
  const options = { position: globalPosition(at) }
  if (changes === undefined) await orders.withdraw(source, 'o1', options)
  else await orders.apply(source, 'o1', changes, options)
}
