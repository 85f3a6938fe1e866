import type { ConfigurationPart } from '@uno-ts/types'
import type { ConfigFromOptions } from './config-from.ts'
import type { ConfigurationOf } from './configuration-of.ts'
import { readConfiguration } from './read-configuration.ts'

/** How a configuration is read from an environment. */
export interface ConfigFromEnvOptions<
  Parts extends readonly ConfigurationPart[],
> extends ConfigFromOptions<Parts> {
  /** Leads every variable, so that what begins with it and is not known is a mistake. Default `UNO`. */
  readonly prefix?: string | undefined
  /** What holds where no variable is set, such as the content of a file. Default: nothing. */
  readonly values?: object | undefined
}

/**
 * Reads a configuration from an environment, which the application hands in: packages read none. `eventStore.pollIntervalMs`
 * is `UNO_EVENT_STORE_POLL_INTERVAL_MS` unless its part names another variable, such as `DATABASE_URL`. A variable that is
 * empty counts as not set.
 *
 * @throws {@link ConfigurationError} that lists every setting that is wrong, missing or unknown, with its path, its
 * variable, what was expected and what was found. Secrets are not shown
 *
 * @example
 * ```ts
 * import { configFromEnv, cqrsConfiguration } from '@uno-ts/cqrs-core'
 *
 * const environment = { UNO_CQRS_RETRY_MAX_ATTEMPTS: '8' } // process.env
 * const { cqrs } = configFromEnv(environment, { parts: [cqrsConfiguration] })
 * const attempts: number | undefined = cqrs.retry?.maxAttempts // 8
 * ```
 */
export function configFromEnv<const Parts extends readonly ConfigurationPart[]>(
  environment: Readonly<Record<string, string | undefined>>,
  { parts, prefix = 'UNO', values = {} }: ConfigFromEnvOptions<Parts>,
): ConfigurationOf<Parts> {
  return readConfiguration({ parts, values, variables: { environment, prefix } })
}
