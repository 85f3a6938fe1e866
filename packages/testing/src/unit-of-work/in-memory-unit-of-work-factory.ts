import {
  silentLogger,
  type EventStore,
  type Logger,
  type UnitOfWorkFactory,
  type UnitOfWorkOptions,
} from '@uno-ts/types'
import { InMemoryUnitOfWork } from './in-memory-unit-of-work.ts'

/** How an {@link InMemoryUnitOfWorkFactory} is made. */
export interface InMemoryUnitOfWorkFactoryOptions {
  /** Where units of work commit to: an `InMemoryEventStore`, or any other store. */
  readonly eventStore: EventStore
  /** Says which hook after a commit failed. Default: nothing. */
  readonly logger?: Logger | undefined
}

/**
 * Begins units of work over an event store, and remembers them for assertions.
 *
 * @example
 * ```ts
 * import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
 *
 * const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
 * const unit = unitOfWork.begin()
 * await unit.rollback()
 * unitOfWork.begun.map(({ state }) => state) // ['rolled-back']
 * ```
 */
export class InMemoryUnitOfWorkFactory implements UnitOfWorkFactory {
  readonly #eventStore: EventStore
  readonly #logger: Logger
  readonly #begun: InMemoryUnitOfWork[] = []

  constructor({ eventStore, logger = silentLogger }: InMemoryUnitOfWorkFactoryOptions) {
    this.#eventStore = eventStore
    this.#logger = logger
  }

  /** All that were begun, the first one first. */
  get begun(): readonly InMemoryUnitOfWork[] {
    return this.#begun
  }

  /** {@inheritDoc UnitOfWorkFactory.begin} */
  begin({ metadata, tenant }: UnitOfWorkOptions = {}): InMemoryUnitOfWork {
    const unit = new InMemoryUnitOfWork({
      eventStore: this.#eventStore,
      logger: this.#logger,
      metadata,
      tenant,
    })
    this.#begun.push(unit)
    return unit
  }
}
