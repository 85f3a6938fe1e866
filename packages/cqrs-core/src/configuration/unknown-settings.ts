import type { ConfigurationPart, ConfigurationProblem, Settings } from '@uno-ts/types'
import type { ConfigurationSource } from './configuration-source.ts'
import { leavesOf } from './leaves.ts'
import { foundText } from './read-value.ts'
import { valueAt } from './value-at.ts'
import { variableName } from './variable-name.ts'

type Source = ConfigurationSource<readonly ConfigurationPart[]>

/** What an object holds that nobody has declared: a typing error would otherwise pass for a default. */
export function unknownSettings({ parts, values }: Source): readonly ConfigurationProblem[] {
  const names = parts.map(({ name }) => name)
  return [
    ...unknownNames(values, names, []),
    ...parts.flatMap((part) => ('settings' in part ? unknownIn(values, part.settings, [part.name]) : [])),
  ]
}

/** Variables that begin like ours and that nobody has declared. */
export function unknownVariables({ parts, variables }: Source): readonly ConfigurationProblem[] {
  if (variables === undefined || variables.prefix === '') return []
  const { environment, prefix } = variables
  const known = leavesOf(parts, prefix).map(({ variable }) => variable)
  const ofSchemas = parts.flatMap((part) =>
    'schema' in part ? [`${variableName(prefix, [part.name])}_`] : [],
  )
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(`${prefix}_`) && !known.includes(variable))
    .filter((variable) => !ofSchemas.some((begin) => variable.startsWith(begin)))
    .map((variable) => ({ path: variable, ...another(known.filter(isLike(variable, prefix)), 'variable') }))
}

function unknownIn(
  values: object,
  settings: Settings,
  within: readonly string[],
): readonly ConfigurationProblem[] {
  const given = valueAt(values, within)
  if (given === undefined) return []
  const names = Object.keys(settings)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const expected = `an object with ${names.join(', ')}`
    return [{ path: within.join('.'), expected, found: foundText({ secret: true }, given) }]
  }
  const inner = Object.entries(settings).flatMap(([name, setting]) =>
    setting.kind === 'group' ? unknownIn(values, setting.settings, [...within, name]) : [],
  )
  return [...unknownNames(given, names, within), ...inner]
}

function unknownNames(
  given: object,
  known: readonly string[],
  within: readonly string[],
): readonly ConfigurationProblem[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: [...within, name].join('.'), ...another(known, 'setting') }))
}

function another(known: readonly string[], what: string): Pick<ConfigurationProblem, 'expected' | 'found'> {
  const expected = known.length === 0 ? `no ${what} of this name` : `one of ${known.join(', ')}`
  return { expected, found: `a ${what} of another name` }
}

/** Whether a known variable has the same first word after the prefix. */
function isLike(variable: string, prefix: string): (known: string) => boolean {
  const [word] = variable.slice(prefix.length + 1).split('_')
  return (known) => known.startsWith(`${prefix}_${word}`)
}
