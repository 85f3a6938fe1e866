import {
  CommandBus,
  HandlerRegistry,
  idempotency,
  ProcessManagerRunner,
  standardMiddleware,
  transaction,
} from '@uno-ts/cqrs-core'
import { embedded } from '@uno-ts/embedded'
import {
  migrate,
  PostgresEventStore,
  PostgresIdempotencyStore,
  PostgresProcessAgenda,
  PostgresSignalBus,
  PostgresUnitOfWorkFactory,
} from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { PostgresProjectionStorage } from '@uno-ts/projections'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import { streamId, type Clock } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { fulfilment } from './fulfilment.ts'
import { registerHandlers } from './handlers.ts'
import type { ShopEvent } from './messages.ts'

/** Where the shop is kept, and what time it is there. */
export interface OpenShopOptions {
  /** A PostgreSQL server. Default: the embedded database, in memory. */
  readonly url?: string | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** A shop whose orders are fulfilled while a runner runs. */
export interface Shop extends AsyncDisposable {
  readonly runner: ProcessManagerRunner
  readonly eventStore: PostgresEventStore
  /** What happens to an order without us: it is placed, or paid. */
  happen(event: ShopEvent): Promise<void>
  /** All that has happened to an order, in order. */
  history(orderId: string): Promise<readonly ShopEvent[]>
}

/** Opens the shop; its runner is started by whoever wants it. */
export async function openShop({ url, clock }: OpenShopOptions = {}): Promise<Shop> {
  const database = url === undefined ? await embedded() : undefined
  const pool = database?.pool ?? new Pool({ connectionString: url })
  await migrate(pool, [eventStoreMigrations, projectionMigrations])

  const signals = new PostgresSignalBus({ pool })
  const eventStore = new PostgresEventStore({ pool, signals })
  const unitOfWork = new PostgresUnitOfWorkFactory({ pool, eventStore })
  const registry = new HandlerRegistry()
  registerHandlers(registry)
  const commandBus = new CommandBus({
    registry,
    middleware: standardMiddleware({
      transaction: transaction({ unitOfWork }),
      idempotency: idempotency({ store: new PostgresIdempotencyStore({ pool }) }), // each command has its effect once
    }),
  })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
  const runner = new ProcessManagerRunner({
    processManager: fulfilment,
    eventStore,
    unitOfWork,
    agenda: new PostgresProcessAgenda({ pool }),
    storage: new PostgresProjectionStorage({ db }),
    commandBus,
    clock,
    startFrom: 'origin', // a new shop: no order was placed before
    // Nothing here takes long, so that who takes a dead worker's place need not wait for long either.
    commandTimeoutMs: 1_000,
    leaseTtlMs: 1_000,
    pollIntervalMs: 100,
  })

  return {
    runner,
    eventStore,
    async happen(event) {
      await eventStore.append(streamId('order', event.data.orderId), [event], { expectedVersion: 'any' })
    },
    async history(orderId) {
      return await Array.fromAsync(eventStore.readStream<ShopEvent>(streamId('order', orderId)))
    },
    async [Symbol.asyncDispose]() {
      await runner.stop()
      await signals.close()
      await (database?.close() ?? pool.end())
    },
  }
}
