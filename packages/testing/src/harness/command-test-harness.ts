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
import { EventStoreTestHarness } from './event-store-test-harness.ts'

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
  readonly #streams: EventStoreTestHarness<Events>

  constructor({ commandBus, eventStore, tenant }: CommandTestHarnessOptions) {
    this.#commandBus = commandBus
    this.#streams = new EventStoreTestHarness({ eventStore, tenant })
  }

  /** The events recorded since the harness was made, in order, without those that were given. */
  get events(): readonly RecordedEvent<Events>[] {
    return this.#streams.events
  }

  /** What the commands have thrown, in order. */
  get errors(): readonly Error[] {
    return this.#streams.errors
  }

  /** Appends what happened before; it is not counted among the published events. */
  given(streamId: StreamId, ...events: readonly Events[]): Promise<void> {
    return this.#streams.given(streamId, ...events)
  }

  /** Executes one command, the one before it having ended. What it throws is kept, not thrown. */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<Outcome<ResultOf<Definition>>> {
    return this.#streams.when(() => this.#commandBus.execute(command, options))
  }

  /** The published events of one type, in order. */
  getEventsOfType<Type extends Events['type']>(type: Type): RecordedEvent<EventOfType<Events, Type>>[] {
    return this.#streams.getEventsOfType(type)
  }

  /** Asserts the types of all published events, in order. @throws AssertionError */
  assertEventsPublished(...types: readonly Events['type'][]): void {
    this.#streams.assertEventsPublished(...types)
  }

  /** Asserts that at least one event of a type was published; with `data`, one with exactly that. @throws AssertionError */
  assertEventPublished<Type extends Events['type']>(
    type: Type,
    data?: EventOfType<Events, Type>['data'],
  ): void {
    this.#streams.assertEventPublished(type, data)
  }

  /** Asserts that no command has failed. @throws AssertionError */
  assertNoErrors(): void {
    this.#streams.assertNoErrors()
  }

  /** Asserts that the last command failed by this rule of the domain, or with this error code. @throws AssertionError */
  assertRejected(ruleOrCode: string): void {
    this.#streams.assertRejected(ruleOrCode)
  }
}
