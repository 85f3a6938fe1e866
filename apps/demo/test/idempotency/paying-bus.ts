import {
  awaitFirstCall,
  CommandBus,
  decider,
  defineCommand,
  EventSourcedRepository,
  HandlerRegistry,
  idempotency,
  retryOnConflict,
  standardMiddleware,
  transaction,
} from '@uno-ts/cqrs-core'
import {
  PostgresEventStore,
  PostgresIdempotencyStore,
  PostgresUnitOfWorkFactory,
} from '@uno-ts/event-store-pg'
import { RuleViolation, type Event, type Middleware } from '@uno-ts/types'
import type { Pool } from 'pg'
import { z } from 'zod'

type Paid = Event<'Paid', { readonly amount: number }>

const account = decider({
  category: 'account',
  initialState: () => 0,
  decide(amount: number): readonly Paid[] {
    if (amount < 0) throw new RuleViolation('NOTHING_TO_PAY', 'the amount is below zero')
    return amount === 0 ? [] : [{ type: 'Paid', data: { amount } }]
  },
  evolve: (sum: number, { data }: Paid) => sum + data.amount,
})

/** Pays into an account, and notes every time it is done in a row of its own. */
export const pay = defineCommand({
  type: 'Pay',
  data: z.object({ account: z.string(), amount: z.int() }),
  result: z.object({ payment: z.int(), balance: z.int() }),
})

/** The table that a payment's own SQL writes to. */
export const paymentsTable =
  'create table payments (nr int generated always as identity primary key, account text not null)'

/** How a {@link payingBus} differs. */
export interface PayingBusOptions {
  /** Whether a repeat waits while its first call is running. Otherwise it is refused at once. */
  readonly waits: boolean
  /** Runs when all is written, the key too, and nothing is committed. */
  readonly beforeCommit?: (() => void | Promise<void>) | undefined
}

/** A bus whose payments write a row and an event, once for each idempotency key. */
export function payingBus(pool: Pool, { waits, beforeCommit }: PayingBusOptions): CommandBus {
  const eventStore = new PostgresEventStore({ pool })
  const accounts = new EventSourcedRepository({ eventStore, decider: account })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(pay, async (data, context) => {
    const opened = await context.unitOfWork?.transaction()
    const inserted = await opened?.connection.query<{ nr: number }>({
      text: 'insert into payments (account) values ($1) returning nr',
      values: [data.account],
    })
    const { state } = await accounts.transact(data.account, data.amount, context)
    return { payment: inserted?.rows[0]?.nr ?? 0, balance: state }
  })
  const interrupted: Middleware = async (_context, next) => {
    const result = await next()
    await beforeCommit?.()
    return result
  }
  const middleware = standardMiddleware({
    retryOnConflict: [...(waits ? [awaitFirstCall({ maxWaitMs: 30_000 })] : []), retryOnConflict()],
    transaction: transaction({ unitOfWork: new PostgresUnitOfWorkFactory({ eventStore, pool }) }),
    idempotency: [interrupted, idempotency({ store: new PostgresIdempotencyStore({ pool }) })],
  })
  return new CommandBus({ registry, middleware })
}
