import type { ConfigurationPart, Setting, Settings } from '@uno-ts/types'
import { variableName } from './variable-name.ts'

/** A setting that holds a value, where it stands. */
export interface Leaf {
  readonly path: readonly string[]
  readonly setting: Exclude<Setting, { readonly kind: 'group' }>
  /** The environment variable that holds it. */
  readonly variable: string
}

/** All settings of the declared parts, in their order. */
export function leavesOf(parts: readonly ConfigurationPart[], prefix: string): readonly Leaf[] {
  return parts.flatMap((part) => ('settings' in part ? leavesIn(part.settings, [part.name], prefix) : []))
}

/** The settings of a group, and of the groups in it. */
export function leavesIn(settings: Settings, within: readonly string[], prefix: string): readonly Leaf[] {
  return Object.entries(settings).flatMap(([name, setting]) => {
    const path = [...within, name]
    if (setting.kind === 'group') return leavesIn(setting.settings, path, prefix)
    return [leafAt(path, setting, prefix)]
  })
}

/** One setting at its place. */
export function leafAt(path: readonly string[], setting: Leaf['setting'], prefix: string): Leaf {
  return { path, setting, variable: setting.variable ?? variableName(prefix, path) }
}
