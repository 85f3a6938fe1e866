import {
  InvalidArgumentError,
  type Criteria,
  type CriteriaValue,
  type Json,
  type JsonObject,
} from '@uno-ts/types'
import { mapValues } from './criteria-json.ts'

/**
 * Puts parameters into criteria: a text value `:city` stands for the parameter `city`, a text that begins with a colon
 * itself is written `::…`. Where a list of values is asked for, a parameter that is a list gives all of its items.
 *
 * @throws InvalidArgumentError naming a parameter that was not given, or that is no value to compare with
 */
export function bindParameters(criteria: Criteria, parameters: JsonObject): Criteria {
  const one = (value: CriteriaValue): CriteriaValue => {
    const name = parameterName(value)
    if (name !== undefined) return scalar(name, given(parameters, name))
    return unescaped(value)
  }
  const several = (value: CriteriaValue): readonly CriteriaValue[] => {
    const name = parameterName(value)
    const list = name === undefined ? undefined : given(parameters, name)
    return Array.isArray(list) ? list.map((item: Json) => scalar(String(name), item)) : [one(value)]
  }
  return mapValues(criteria, several, one)
}

/** The parameters that criteria name, each once. */
export function parameterNames(criteria: Criteria): ReadonlySet<string> {
  const names = new Set<string>()
  const note = (value: CriteriaValue): CriteriaValue => {
    const name = parameterName(value)
    if (name !== undefined) names.add(name)
    return value
  }
  mapValues(criteria, (value) => [note(value)], note)
  return names
}

function parameterName(value: CriteriaValue): string | undefined {
  return typeof value === 'string' && /^:[^:]/.test(value) ? value.slice(1) : undefined
}

function unescaped(value: CriteriaValue): CriteriaValue {
  return typeof value === 'string' && value.startsWith('::') ? value.slice(1) : value
}

function given(parameters: JsonObject, name: string): Json {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (value === undefined) throw new InvalidArgumentError(`the parameter "${name}" was not given`)
  return value
}

function scalar(name: string, value: Json): CriteriaValue {
  if (typeof value !== 'object' || value === null) return value
  throw new InvalidArgumentError(`the parameter "${name}" is one value here, found a list or an object`)
}
