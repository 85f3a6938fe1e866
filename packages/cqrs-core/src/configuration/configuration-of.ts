import type { ConfigurationPart, OptionsOfPart } from '@uno-ts/types'

/** The checked configuration: the options of each part under its name. */
export type ConfigurationOf<Parts extends readonly ConfigurationPart[]> = {
  readonly [Part in Parts[number] as Part['name']]: OptionsOfPart<Part>
}
