import {
  InMemoryEventStore,
  InMemoryIdempotencyStore,
  InMemoryProcessAgenda,
  InMemoryProjectionStorage,
  InMemoryUnitOfWorkFactory,
  ManualClock,
  waitUntil,
} from '@uno-ts/testing'
import {
  RuleViolation,
  streamId,
  type CommandBus as CommandBusContract,
  type EventStore,
  type ProcessAgenda,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { CommandBus } from '../src/command-bus/command-bus.ts'
import { idempotency } from '../src/middleware/idempotency.ts'
import { transaction } from '../src/middleware/transaction.ts'
import type { ProcessManagerRunnerOptions } from '../src/process-manager/process-manager-runner-options.ts'
import { ProcessManagerRunner } from '../src/process-manager/process-manager-runner.ts'
import { HandlerRegistry } from '../src/registry/handler-registry.ts'
import { cancel, fulfilment, pay, ship, type ShopEvent } from './fulfilment.ts'

/** What survives a process: store, rows and what the commands did. */
export interface World {
  readonly clock: ManualClock
  readonly store: EventStore
  readonly unitOfWork: UnitOfWorkFactory
  readonly agenda: ProcessAgenda
  readonly storage: InMemoryProjectionStorage
  readonly commandBus: CommandBusContract
  /** What each command has done, in order: `Pay 1`. */
  readonly effects: string[]
  /** How a command is to end, by its type and order: `Pay 1`. An error more than once ends as many tries. */
  readonly failing: Map<string, Error[]>
}

/** A shop in memory whose payments and shipments succeed at once, unless they are told otherwise. */
export function openWorld({ pays = true }: { readonly pays?: boolean } = {}): World {
  const clock = new ManualClock()
  const store = new InMemoryEventStore({ clock })
  const effects: string[] = []
  const failing = new Map<string, Error[]>()
  const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: store })
  const registry = new HandlerRegistry()
  const handle = (type: string, event: ShopEvent['type'] | undefined) => {
    return async ({ orderId }: { readonly orderId: string }) => {
      const error = failing.get(`${type} ${orderId}`)?.shift()
      if (error !== undefined) throw error
      effects.push(`${type} ${orderId}`)
      if (event !== undefined) await happen(store, event, orderId)
    }
  }
  registry.registerCommandHandler(pay, handle('Pay', pays ? 'OrderPaid' : undefined))
  registry.registerCommandHandler(ship, handle('Ship', 'OrderShipped'))
  registry.registerCommandHandler(cancel, handle('Cancel', undefined))
  const middleware = [
    transaction({ unitOfWork }),
    idempotency({ store: new InMemoryIdempotencyStore({ clock }) }),
  ]
  return {
    clock,
    store,
    unitOfWork,
    effects,
    failing,
    agenda: new InMemoryProcessAgenda({ clock }),
    storage: new InMemoryProjectionStorage({ clock }),
    commandBus: new CommandBus({ registry, middleware }),
  }
}

/** Something happens to an order. */
export async function happen(store: EventStore, type: ShopEvent['type'], orderId: string): Promise<void> {
  await store.append(streamId('shop', orderId), [{ type, data: { orderId } }], { expectedVersion: 'any' })
}

/** A runner that looks often, over a world or what watches it. */
export function runnerOf(
  world: World,
  options: Partial<ProcessManagerRunnerOptions> = {},
): ProcessManagerRunner {
  return new ProcessManagerRunner({
    processManager: fulfilment,
    eventStore: world.store,
    unitOfWork: world.unitOfWork,
    agenda: world.agenda,
    storage: world.storage,
    commandBus: world.commandBus,
    clock: world.clock,
    startFrom: 'origin',
    leaseTtlMs: 30,
    pollIntervalMs: 5,
    ...options,
  })
}

/** The types in the stream of an order's process. */
export async function processOf(store: EventStore, orderId: string): Promise<readonly string[]> {
  const events = await Array.fromAsync(store.readStream(streamId('fulfilment', orderId)))
  return events.map(({ type }) => type.replace('Process', ''))
}

/** Fails when it does not come true within five seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await waitUntil(condition, 5_000, 2))) throw new Error('it did not come true within five seconds')
}

/** A considered "no". */
export const declined = (): Error => new RuleViolation('CARD_DECLINED', 'the card was declined')
