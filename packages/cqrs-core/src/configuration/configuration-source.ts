import type { ConfigurationPart } from '@uno-ts/types'

/** Where settings are looked for: in variables first, then in an object. */
export interface ConfigurationSource<Parts extends readonly ConfigurationPart[]> {
  readonly parts: Parts
  readonly values: object
  readonly variables: Variables | undefined
}

/** An environment, and what leads its variables. */
export interface Variables {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly prefix: string
}
