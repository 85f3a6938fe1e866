import type {
  Event,
  EventOfType,
  EventStore,
  Outcome,
  RecordedEvent,
  StreamId,
  TenantId,
} from '@uno-ts/types'
import { assertSame } from '../assertion/assert-same.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { fieldsOf, withoutUndefined } from '../specification/event-fields.ts'
import { assertNone, assertRefusal } from './assert-errors.ts'
import { outcomeOf } from './outcome-of.ts'
import { PublishedEvents } from './published-events.ts'

/** What an {@link EventStoreTestHarness} is made of. */
export interface EventStoreTestHarnessOptions {
  /** The store that the code under test is given: a real one too. Default: a new `InMemoryEventStore`. */
  readonly eventStore?: EventStore | undefined
  /** Whose events are looked at. Default: the store's own tenant. */
  readonly tenant?: TenantId | undefined
}

/**
 * Runs code that works with an event store, and asserts what became of its streams. `Events` is the union of the
 * application's events.
 *
 * @example
 * ```ts
 * import { EventStoreTestHarness } from '@uno-ts/testing'
 * import { streamId, type Event } from '@uno-ts/types'
 *
 * type OrderEvent = Event<'OrderPlaced', { readonly lines: number }> | Event<'OrderPaid', null>
 *
 * const order = streamId('order', '7')
 * const harness = new EventStoreTestHarness<OrderEvent>()
 * await harness.given(order, { type: 'OrderPlaced', data: { lines: 2 } })
 * await harness.when((store) => store.append(order, [{ type: 'OrderPaid', data: null }], { expectedVersion: 1 }))
 * harness.assertEventsPublished('OrderPaid')
 * await harness.assertStreamVersion(order, 2)
 * ```
 */
export class EventStoreTestHarness<Events extends Event = Event> {
  /** The store, to be given to the code under test. */
  readonly eventStore: EventStore
  readonly #tenant: TenantId | undefined
  readonly #published: PublishedEvents<Events>
  readonly #errors: Error[] = []
  #lastError: Error | undefined

  constructor({ eventStore = new InMemoryEventStore(), tenant }: EventStoreTestHarnessOptions = {}) {
    this.eventStore = eventStore
    this.#tenant = tenant
    this.#published = new PublishedEvents(eventStore, tenant)
  }

  /** What was recorded by `when`, in order, without what was given. */
  get events(): readonly RecordedEvent<Events>[] {
    return this.#published.all
  }

  /** What the calls of `when` have thrown, in order. */
  get errors(): readonly Error[] {
    return this.#errors
  }

  /** Appends what happened before; it is not counted among the published events. */
  async given(streamId: StreamId, ...events: readonly Events[]): Promise<void> {
    await this.#published.collect()
    await this.eventStore.append(streamId, events, { expectedVersion: 'any', tenant: this.#tenant })
    await this.#published.passOver()
  }

  /** Runs the code under test. What it throws is kept, not thrown. */
  async when<Value>(work: (eventStore: EventStore) => Promise<Value>): Promise<Outcome<Value>> {
    const outcome = await outcomeOf(() => work(this.eventStore))
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

  /**
   * Asserts all that a stream holds, what was given included. Of an expected event the fields that are there are compared.
   *
   * @throws AssertionError
   */
  async assertStream(streamId: StreamId, ...expected: readonly Events[]): Promise<void> {
    const events = await Array.fromAsync(this.eventStore.readStream(streamId, { tenant: this.#tenant }))
    assertSame(
      events.map((event, index) =>
        fieldsOf(event, expected[index] ?? { type: event.type, data: event.data }),
      ),
      expected.map(withoutUndefined),
      `expected other events in stream "${streamId}"`,
    )
  }

  /** Asserts how many events a stream has; 0 when there is none of that name. @throws AssertionError */
  async assertStreamVersion(streamId: StreamId, expected: number): Promise<void> {
    const { streamVersion } = await this.eventStore.streamState(streamId, { tenant: this.#tenant })
    const sentence = `stream "${streamId}" is at version ${streamVersion}, expected ${expected}`
    assertSame(streamVersion, expected, sentence)
  }

  /** Asserts that nothing has failed. @throws AssertionError */
  assertNoErrors(): void {
    assertNone(this.#errors)
  }

  /** Asserts that the last `when` failed by this rule of the domain, or with this code: `ERR_CONCURRENCY`. @throws AssertionError */
  assertRejected(ruleOrCode: string): void {
    assertRefusal(this.#lastError, ruleOrCode)
  }
}
