import { InvalidArgumentError, type ProjectorConfiguration } from '@uno-ts/types'

const strategies: ReadonlySet<string> = new Set<ProjectorConfiguration['errorStrategy']>([
  'stop',
  'skip',
  'retry',
  'deadLetter',
])

/** Checks a configuration before it is kept: processes that run take it as it is. @throws InvalidArgumentError */
export function checkConfiguration(configuration: ProjectorConfiguration): void {
  for (const field of ['batchSize', 'pollIntervalMs', 'parallelism'] as const) {
    const value = configuration[field]
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new InvalidArgumentError(`${field} is a whole number from 1, found ${value}`)
  }
  if (!strategies.has(configuration.errorStrategy)) {
    throw new InvalidArgumentError(
      `errorStrategy is one of ${[...strategies].join(', ')}, found ${configuration.errorStrategy}`,
    )
  }
}
