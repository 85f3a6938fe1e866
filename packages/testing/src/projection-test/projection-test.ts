import type { Event, ProjectionHandler, RecordedEvent } from '@uno-ts/types'
import { assertSame } from '../assertion/assert-same.ts'
import { interleave, seeded } from './interleave.ts'
import type { ProjectionPlace, TestedProjection } from './projection-place.ts'
import { dated, recorded, type DatedEvent, type GivenEvent } from './recorded.ts'

/** What a {@link ProjectionTest} is made of. */
export interface ProjectionTestOptions<Events extends Event, Sql> {
  /** What is tested. */
  readonly projection: TestedProjection<Events, Sql>
  /** Opens a place without rows; several are opened in a test, one after another. */
  readonly open: () => Promise<ProjectionPlace<Sql>> | ProjectionPlace<Sql>
  /**
   * Whether handling an event again changes nothing. `false` for handlers that count on each event coming once, as a runner
   * promises them: the rows are then built anew instead. Default `true`.
   */
  readonly idempotent?: boolean | undefined
  /** Events with the same key keep their order, others are mixed. Default: the stream. */
  readonly keyOf?: ((event: RecordedEvent<Events>) => string) | undefined
  /** How many other orders are tried; 0 for rows that depend on the order of the whole log. Default 10. */
  readonly interleavings?: number | undefined
  /** Decides which orders those are. Default 1. */
  readonly seed?: number | undefined
}

/**
 * Tells what a projection makes of events, in any test runner: events in, rows out. The rows must be the same when every
 * event is handled again, and when the streams come in other orders.
 *
 * @example
 * ```ts
 * import { ProjectionTest } from '@uno-ts/testing'
 * import { streamId, type Event, type ProjectionHandlers } from '@uno-ts/types'
 *
 * type OrderEvent = Event<'OrderPlaced', { readonly lines: number }> | Event<'OrderCancelled', null>
 *
 * const on: ProjectionHandlers<OrderEvent, Map<string, number>> = {
 *   OrderPlaced: ({ streamId, data }, { tx }) => void tx.set(streamId, data.lines),
 *   OrderCancelled: ({ streamId }, { tx }) => void tx.delete(streamId),
 * }
 * const orders = new ProjectionTest({
 *   projection: { name: 'orders', on },
 *   open() {
 *     const tx = new Map<string, number>()
 *     return { tx, rows: () => [...tx].toSorted() }
 *   },
 * })
 *
 * const [one, two] = [streamId('order', '1'), streamId('order', '2')]
 * await orders
 *   .given(
 *     { type: 'OrderPlaced', data: { lines: 2 }, streamId: one },
 *     { type: 'OrderPlaced', data: { lines: 3 }, streamId: two },
 *     { type: 'OrderCancelled', data: null, streamId: one },
 *   )
 *   .thenRows([two, 3])
 * ```
 */
export class ProjectionTest<Events extends Event, Sql> {
  readonly #options: ProjectionTestOptions<Events, Sql>

  constructor(options: ProjectionTestOptions<Events, Sql>) {
    this.#options = options
  }

  /** The events in the order of the log; types without a handler are passed over. */
  given(...events: readonly GivenEvent<Events>[]): {
    /**
     * Expects these rows, in the order of the place's `rows`.
     *
     * @throws AssertionError that says whether the first pass, the repetition or an order made the difference
     */
    thenRows(...expected: readonly unknown[]): Promise<void>
  } {
    return { thenRows: (...expected) => this.#mustLeadTo(dated(events), expected) }
  }

  async #mustLeadTo(events: readonly DatedEvent<Events>[], expected: readonly unknown[]): Promise<void> {
    const { projection, idempotent = true, interleavings = 10, seed = 1, keyOf } = this.#options
    const of = projection.name
    const log = await recorded(events)
    const [once, twice] = await this.#rowsOf([log, ...(idempotent ? [log] : [])])
    assertSame(once, expected, `expected other rows of "${of}"`)
    if (idempotent)
      assertSame(twice, expected, `expected the same rows of "${of}" when each event is handled again`)
    else
      assertSame(
        (await this.#rowsOf([log]))[0],
        expected,
        `expected the same rows of "${of}" when they are rebuilt`,
      )

    const keys = new Map(log.map((event, index) => [events[index], keyOf?.(event) ?? event.streamId]))
    const keyOfEvent = (event: DatedEvent<Events>): string => keys.get(event) ?? event.streamId
    const random = seeded(seed)
    for (let count = 0; count < interleavings; count++) {
      const mixed = interleave(events, keyOfEvent, random)
      const [rows] = await this.#rowsOf([await recorded(mixed)])
      const order = mixed.map((event) => `${event.event.type} of ${keyOfEvent(event)}`).join(', ')
      assertSame(rows, expected, `expected the same rows of "${of}" in the order ${order}`)
    }
  }

  /** Handles the passes one after another at one place, and gives the rows after each. */
  async #rowsOf(passes: readonly (readonly RecordedEvent<Events>[])[]): Promise<readonly unknown[][]> {
    const place = await this.#options.open()
    const after: unknown[][] = []
    try {
      for (const events of passes) {
        for (const event of events) await this.#handle(event, place)
        after.push([...(await place.rows())])
      }
    } finally {
      await place.dispose?.()
    }
    return after
  }

  async #handle(
    event: RecordedEvent<Events>,
    { tx, table = (name) => name }: ProjectionPlace<Sql>,
  ): Promise<void> {
    // A handler stands under the type of its events.
    const handler = Reflect.get(this.#options.projection.on, event.type) as
      | ProjectionHandler<Events, Sql>
      | undefined
    await handler?.(event, { tx, table: (name) => table(name) as typeof name })
  }
}
