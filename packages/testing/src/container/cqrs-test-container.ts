import { ConfigurationError, type CommandBus, type Event, type QueryBus } from '@uno-ts/types'
import { asValue, createContainer, type AwilixContainer } from 'awilix'
import { CommandTestHarness } from '../harness/command-test-harness.ts'
import { QueryTestHarness } from '../harness/query-test-harness.ts'
import { inMemoryTwins, type InMemoryTwins } from './in-memory-twins.ts'

/** How a {@link CQRSTestContainer} is made. */
export interface CQRSTestContainerOptions<Cradle extends object> {
  /** The application's container, from which nothing was resolved yet. Default: an empty one. */
  readonly container?: AwilixContainer<Cradle> | undefined
  /**
   * Under which name the application has what a twin stands for: `{ unitOfWorkFactory: 'unitsOfWork' }`. `null`: it keeps
   * its own. Default: the twin's name.
   */
  readonly names?: { readonly [Twin in keyof InMemoryTwins]?: (keyof Cradle & string) | null } | undefined
  /** Further values to be registered in place of the application's. Default: none. */
  readonly values?: { readonly [Name in keyof Cradle]?: Cradle[Name] } | undefined
}

/**
 * An application's Awilix container in which what needs a server is replaced by its twin in memory: handlers, repositories
 * and buses are the application's own, and nothing leaves the process. The container it is given is changed.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, bindHandler, defineCommand } from '@uno-ts/cqrs-core'
 * import { CQRSTestContainer } from '@uno-ts/testing/awilix'
 * import { streamId, type Event, type EventStore } from '@uno-ts/types'
 * import { asFunction, createContainer } from 'awilix'
 * import { z } from 'zod'
 *
 * const greet = defineCommand({ type: 'Greet', data: z.object({ name: z.string() }), result: z.null() })
 *
 * // The application's container; `eventStore` would be a PostgresEventStore there.
 * const container = createContainer<{ eventStore: EventStore; commandBus: CommandBus }>({ strict: true })
 * container.register({
 *   commandBus: asFunction(({ eventStore }: { eventStore: EventStore }) => {
 *     const registry = new HandlerRegistry()
 *     const handler = bindHandler(greet, async (data) => {
 *       await eventStore.append(streamId('guest', data.name), [{ type: 'Greeted', data }], { expectedVersion: 'any' })
 *       return null
 *     })
 *     registry.register([handler])
 *     return new CommandBus({ registry })
 *   }).singleton(),
 * })
 *
 * await using test = new CQRSTestContainer({ container })
 * const harness = test.commandHarness<Event<'Greeted', { readonly name: string }>>()
 * await harness.execute(greet({ name: 'Ada' }))
 * harness.assertEventPublished('Greeted', { name: 'Ada' })
 * ```
 */
export class CQRSTestContainer<Cradle extends object = InMemoryTwins> implements AsyncDisposable {
  /** The twins, to be looked at and steered: `twins.clock.advance(1_000)`. */
  readonly twins: InMemoryTwins
  readonly #container: AwilixContainer<Cradle>

  /**
   * @throws ConfigurationError when `names` says a name that the container does not have, and when what is to be replaced was
   * resolved before
   */
  constructor(options: CQRSTestContainerOptions<Cradle> = {}) {
    const { container = createContainer<Cradle>({ strict: true }), names = {}, values = {} } = options
    this.twins = inMemoryTwins()
    this.#container = container
    for (const [twin, value] of Object.entries(this.twins)) {
      const name = Reflect.get(names, twin) as string | null | undefined // what the type of the option says
      if (name === null) continue
      if (name !== undefined) this.#mustHave(name, twin)
      this.#replace(name ?? twin, value)
    }
    for (const [name, value] of Object.entries(values)) this.#replace(name, value)
  }

  /** Everything in the container, by its name. */
  get cradle(): Cradle {
    return this.#container.cradle
  }

  /** One thing in the container. @throws AwilixResolutionError when it is not registered */
  resolve<Name extends keyof Cradle & string>(name: Name): Cradle[Name] {
    return this.#container.resolve(name)
  }

  /** A harness over the application's command bus; `commandBus` is the default name. */
  commandHarness<Events extends Event = Event>(name = 'commandBus'): CommandTestHarness<Events> {
    const commandBus = this.#container.resolve<CommandBus>(name)
    return new CommandTestHarness<Events>({ commandBus, eventStore: this.twins.eventStore })
  }

  /** A harness over the application's query bus; `queryBus` is the default name. */
  queryHarness(name = 'queryBus'): QueryTestHarness {
    return new QueryTestHarness({ queryBus: this.#container.resolve<QueryBus>(name) })
  }

  /** A name that is given and not there is a slip: the application would go on with its own, and ask a server. */
  #mustHave(name: string, twin: string): void {
    if (this.#container.hasRegistration(name)) return
    const there = Object.keys(this.#container.registrations).join(', ') || 'nothing'
    throw new ConfigurationError(
      `expected the container to have "${name}", which names.${twin} says; it has ${there}`,
    )
  }

  #replace(name: string, value: unknown): void {
    if (this.#container.cache.has(name)) {
      throw new ConfigurationError(
        `"${name}" was resolved before it could be replaced: give CQRSTestContainer a container of which nothing was resolved`,
      )
    }
    this.#container.register(name, asValue(value))
  }

  /** Disposes of what the application's container has made. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container.dispose()
  }
}
