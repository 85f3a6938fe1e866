import {
  origin,
  type Event,
  type EventOfType,
  type EventStore,
  type GlobalPosition,
  type RecordedEvent,
  type TenantId,
} from '@uno-ts/types'
import { isDeepStrictEqual } from 'node:util'
import { assertSame, refute } from '../assertion/assert-same.ts'

/** The events that a store has recorded since they were looked at first, without those that were passed over. */
export class PublishedEvents<Events extends Event> {
  readonly #eventStore: EventStore
  readonly #tenant: TenantId | undefined
  readonly #events: RecordedEvent<Events>[] = []
  #position: GlobalPosition = origin

  constructor(eventStore: EventStore, tenant: TenantId | undefined) {
    this.#eventStore = eventStore
    this.#tenant = tenant
  }

  get all(): readonly RecordedEvent<Events>[] {
    return this.#events
  }

  /** Takes in what was recorded meanwhile. */
  async collect(): Promise<void> {
    this.#events.push(...(await this.#read()))
  }

  /** Looks past what was recorded meanwhile. */
  async passOver(): Promise<void> {
    await this.#read()
  }

  ofType<Type extends Events['type']>(type: Type): RecordedEvent<EventOfType<Events, Type>>[] {
    return this.#events.filter((event) => event.type === type)
  }

  /** @throws AssertionError unless these are the types of all events, in order */
  assertTypes(types: readonly Events['type'][]): void {
    assertSame(this.#types(), types, 'expected other events to have been published')
  }

  /** @throws AssertionError unless there is an event of the type, with exactly `data` where it is given */
  assertOne<Type extends Events['type']>(type: Type, data?: EventOfType<Events, Type>['data']): void {
    const found = this.ofType(type).map((event): unknown => event.data)
    if (found.length === 0) {
      const types = this.#types()
      return refute(`expected ${type} to have been published, found ${types.join(', ') || 'no events'}`, {
        actual: types,
        expected: [type],
      })
    }
    if (data === undefined || found.some((each) => isDeepStrictEqual(each, data))) return
    if (found.length === 1) return assertSame(found[0], data, `expected other data of ${type}`)
    assertSame(found, [data], `expected one of ${found.length} ${type} to have other data`)
  }

  #types(): Events['type'][] {
    return this.#events.map(({ type }) => type)
  }

  async #read(): Promise<RecordedEvent<Events>[]> {
    const options = { after: this.#position, tenant: this.#tenant }
    const events = await Array.fromAsync(this.#eventStore.readAll<Events>(options))
    this.#position = events.at(-1)?.globalPosition ?? this.#position
    return events
  }
}
