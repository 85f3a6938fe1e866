import type {
  Command,
  CommandBus,
  CommandDefinition,
  Event,
  EventOfType,
  EventStore,
  ExecuteOptions,
  Outcome,
  RecordedEvent,
  ResultOf,
  StreamId,
  TenantId,
} from '@uno-ts/types'
import { assertNone, assertRefusal } from './assert-errors.ts'
import { outcomeOf } from './outcome-of.ts'
import { PublishedEvents } from './published-events.ts'

/** What a {@link CommandTestHarness} is made of. */
export interface CommandTestHarnessOptions {
  /** The bus under test, wired as the application wires it. */
  readonly commandBus: CommandBus
  /** The store its handlers write to: an `InMemoryEventStore`, or a real one. */
  readonly eventStore: EventStore
  /** Whose events are looked at. Default: the store's own tenant. */
  readonly tenant?: TenantId | undefined
}

/**
 * Executes commands and asserts which events and errors they led to. `Events` is the union of the application's events.
 *
 * @example
 * ```ts
 * import { CommandTestHarness, InMemoryEventStore } from '@uno-ts/testing'
 * import type { Command, CommandBus, CommandDefinition } from '@uno-ts/types'
 *
 * export async function isPlacedOnce(commandBus: CommandBus, place: Command<CommandDefinition>): Promise<void> {
 *   const harness = new CommandTestHarness({ commandBus, eventStore: new InMemoryEventStore() })
 *   await harness.execute(place)
 *   await harness.execute(place)
 *   harness.assertRejected('ORDER_ALREADY_PLACED')
 *   harness.assertEventsPublished('OrderPlaced')
 * }
 * ```
 */
export class CommandTestHarness<Events extends Event = Event> {
  readonly #commandBus: CommandBus
  readonly #eventStore: EventStore
  readonly #tenant: TenantId | undefined
  readonly #published: PublishedEvents<Events>
  readonly #errors: Error[] = []
  #lastError: Error | undefined

  constructor({ commandBus, eventStore, tenant }: CommandTestHarnessOptions) {
    this.#commandBus = commandBus
    this.#eventStore = eventStore
    this.#tenant = tenant
    this.#published = new PublishedEvents(eventStore, tenant)
  }

  /** The events recorded since the harness was made, in order, without those that were given. */
  get events(): readonly RecordedEvent<Events>[] {
    return this.#published.all
  }

  /** What the commands have thrown, in order. */
  get errors(): readonly Error[] {
    return this.#errors
  }

  /** Appends what happened before; it is not counted among the published events. */
  async given(streamId: StreamId, ...events: readonly Events[]): Promise<void> {
    await this.#published.collect()
    await this.#eventStore.append(streamId, events, { expectedVersion: 'any', tenant: this.#tenant })
    await this.#published.passOver()
  }

  /** Executes one command, the one before it having ended. What it throws is kept, not thrown. */
  async execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<Outcome<ResultOf<Definition>>> {
    const outcome = await outcomeOf(() => this.#commandBus.execute(command, options))
    this.#lastError = outcome.ok ? undefined : outcome.error
    if (!outcome.ok) this.#errors.push(outcome.error)
    await this.#published.collect()
    return outcome
  }

  /** The published events of one type, in order. */
  getEventsOfType<Type extends Events['type']>(type: Type): RecordedEvent<EventOfType<Events, Type>>[] {
    return this.#published.ofType(type)
  }

  /** Asserts the types of all published events, in order. @throws AssertionError */
  assertEventsPublished(...types: readonly Events['type'][]): void {
    this.#published.assertTypes(types)
  }

  /** Asserts that at least one event of a type was published; with `data`, one with exactly that. @throws AssertionError */
  assertEventPublished<Type extends Events['type']>(
    type: Type,
    data?: EventOfType<Events, Type>['data'],
  ): void {
    this.#published.assertOne(type, data)
  }

  /** Asserts that no command has failed. @throws AssertionError */
  assertNoErrors(): void {
    assertNone(this.#errors)
  }

  /** Asserts that the last command failed by this rule of the domain, or with this error code. @throws AssertionError */
  assertRejected(ruleOrCode: string): void {
    assertRefusal(this.#lastError, ruleOrCode)
  }
}
