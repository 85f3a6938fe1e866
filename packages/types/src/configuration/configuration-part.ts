import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Schema } from '../message/definition.ts'
import type { Secret } from './secret.ts'

interface AnySetting {
  /** What it is for, in a sentence. */
  readonly summary: string
  /** The start fails without it. Default false. */
  readonly required?: boolean | undefined
  /** The environment variable that holds it. Default: made from prefix, part and name. */
  readonly variable?: string | undefined
}

/** A number. Its unit is in its name: `timeoutMs`, `maxBufferedBytes`. */
export interface NumberSetting extends AnySetting {
  readonly kind: 'integer' | 'number'
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly default?: number | undefined
}

/** A text. */
export interface TextSetting extends AnySetting {
  readonly kind: 'text'
  /** All that it may be. Default: anything but the empty text. */
  readonly oneOf?: readonly string[] | undefined
  /** A regular expression it must match, with `expected` to say so to people. */
  readonly pattern?: string | undefined
  /** What is expected, such as `a URL like postgres://host/database`. Default: `a text`. */
  readonly expected?: string | undefined
  /** Its value is never shown to anybody; it is a {@link Secret}. Default false. */
  readonly secret?: boolean | undefined
  readonly default?: string | undefined
}

/** On or off. */
export interface FlagSetting extends AnySetting {
  readonly kind: 'flag'
  readonly default?: boolean | undefined
}

/** Settings that belong together. A group of which nothing is set is `undefined`. */
export interface GroupSetting {
  readonly kind: 'group'
  readonly settings: Settings
}

/** One setting, as data. */
export type Setting = NumberSetting | TextSetting | FlagSetting | GroupSetting

/** Settings by name. */
export type Settings = { readonly [name: string]: Setting }

/** What one package, or one part of an application, can be told: its settings, declared as data. */
export interface DeclaredPart {
  /** What it is called in the configuration: `eventStore`. */
  readonly name: string
  readonly settings: Settings
}

/** A part that is checked by a schema of any library. The schema must answer at once. */
export interface SchemaPart {
  /** What it is called in the configuration: `shop`. */
  readonly name: string
  readonly schema: Schema
  /** The fields whose values are never shown, nor what the schema says of them. Default: none. */
  readonly secrets?: readonly string[] | undefined
}

/**
 * A part of an application's configuration: declared as data, or by a schema.
 *
 * @example
 * ```ts
 * import type { ConfigurationPart, OptionsOfPart } from '@uno-ts/types'
 *
 * const mailConfiguration = {
 *   name: 'mail',
 *   settings: {
 *     server: { kind: 'text', summary: 'The host that takes mail.', required: true },
 *     password: { kind: 'text', summary: 'What it asks for.', secret: true },
 *     timeoutMs: { kind: 'integer', summary: 'How long it is waited for.', minimum: 1, default: 5_000 },
 *   },
 * } as const satisfies ConfigurationPart
 *
 * type MailOptions = OptionsOfPart<typeof mailConfiguration> // { server: string, password?: Secret, timeoutMs: number }
 * ```
 */
export type ConfigurationPart = DeclaredPart | SchemaPart

/** The options a part's settings come to. What is neither required nor has a default may be `undefined`. */
export type OptionsOfPart<Part extends ConfigurationPart> = Part extends {
  readonly schema: infer PartSchema extends Schema
}
  ? StandardSchemaV1.InferOutput<PartSchema>
  : Part extends { readonly settings: infer PartSettings extends Settings }
    ? OptionsOfSettings<PartSettings>
    : never

type OptionsOfSettings<Declared extends Settings> = {
  readonly [
    Name in keyof Declared as IsAlwaysThere<Declared[Name]> extends true ? Name : never
  ]: ValueOfSetting<Declared[Name]>
} & {
  readonly [Name in keyof Declared as IsAlwaysThere<Declared[Name]> extends true ? never : Name]?:
    | ValueOfSetting<Declared[Name]>
    | undefined
}

type IsAlwaysThere<Declared extends Setting> = Declared extends
  | { readonly required: true }
  | { readonly default: string | number | boolean }
  ? true
  : false

type ValueOfSetting<Declared extends Setting> = Declared extends { readonly kind: 'integer' | 'number' }
  ? number
  : Declared extends { readonly kind: 'flag' }
    ? boolean
    : Declared extends { readonly kind: 'group'; readonly settings: infer Inner extends Settings }
      ? OptionsOfSettings<Inner>
      : Declared extends { readonly secret: true }
        ? Secret
        : Declared extends { readonly oneOf: readonly (infer Choice)[] }
          ? Choice
          : string
