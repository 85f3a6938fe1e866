import type { ConfigurationPart } from '@uno-ts/types'
import { leavesOf } from './leaves.ts'
import { expectationOf } from './read-value.ts'

/** One setting, for the help of a command line or a page of documentation. */
export interface SettingDescription {
  /** `eventStore.pollIntervalMs`. */
  readonly path: string
  readonly variable: string
  /** What it must be: `an integer of 1 or more`. */
  readonly expected: string
  readonly summary: string
  readonly required: boolean
  readonly secret: boolean
}

/**
 * Lists the settings of all declared parts, in their order.
 *
 * @example
 * ```ts
 * import { cqrsConfiguration, describeConfiguration } from '@uno-ts/cqrs-core'
 *
 * const help = describeConfiguration([cqrsConfiguration])
 *   .map(({ variable, expected, summary }) => `${variable}: ${expected}. ${summary}`)
 *   .join('\n')
 * ```
 */
export function describeConfiguration(
  parts: readonly ConfigurationPart[],
  { prefix = 'UNO' }: { readonly prefix?: string | undefined } = {},
): readonly SettingDescription[] {
  return leavesOf(parts, prefix).map(({ path, variable, setting }) => ({
    path: path.join('.'),
    variable,
    expected: expectationOf(setting),
    summary: setting.summary,
    required: setting.required ?? false,
    secret: setting.kind === 'text' && (setting.secret ?? false),
  }))
}
