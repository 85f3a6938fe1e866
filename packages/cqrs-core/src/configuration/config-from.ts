import type { ConfigurationPart } from '@uno-ts/types'
import type { ConfigurationOf } from './configuration-of.ts'
import { readConfiguration } from './read-configuration.ts'

/** What a configuration is checked against. */
export interface ConfigFromOptions<Parts extends readonly ConfigurationPart[]> {
  /** The parts there are: those of the packages, and the application's own. */
  readonly parts: Parts
}

/**
 * Checks a configuration that was written as an object, or read from a file, against the parts that declare it. The
 * result is frozen; its parts are the options of the classes they are named after.
 *
 * @throws {@link ConfigurationError} that lists every setting that is wrong, missing or unknown, with its path, what was
 * expected and what was found. Secrets are not shown
 *
 * @example
 * ```ts
 * import { CommandBus, configFrom, cqrsConfiguration, HandlerRegistry, PrioritizedCommandBus } from '@uno-ts/cqrs-core'
 *
 * const { cqrs } = configFrom({ cqrs: { priority: { concurrency: 20 } } }, { parts: [cqrsConfiguration] })
 * const commandBus = new PrioritizedCommandBus({
 *   commandBus: new CommandBus({ registry: new HandlerRegistry() }),
 *   concurrency: cqrs.priority?.concurrency,
 * })
 * ```
 */
export function configFrom<const Parts extends readonly ConfigurationPart[]>(
  values: object,
  { parts }: ConfigFromOptions<Parts>,
): ConfigurationOf<Parts> {
  return readConfiguration({ parts, values, variables: undefined })
}
