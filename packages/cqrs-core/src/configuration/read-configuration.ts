import {
  ConfigurationError,
  validationIssues,
  type ConfigurationPart,
  type ConfigurationProblem,
  type SchemaPart,
  type Settings,
} from '@uno-ts/types'
import { checkParts } from './check-parts.ts'
import type { ConfigurationOf } from './configuration-of.ts'
import type { ConfigurationSource } from './configuration-source.ts'
import { leafAt, leavesIn, type Leaf } from './leaves.ts'
import { expectationOf, foundText, readValue } from './read-value.ts'
import { unknownSettings, unknownVariables } from './unknown-settings.ts'
import { valueAt } from './value-at.ts'
import { settingName, variableName } from './variable-name.ts'

/**
 * Reads and checks all parts.
 *
 * @throws ConfigurationError listing every problem, or naming what two parts share
 */
export function readConfiguration<const Parts extends readonly ConfigurationPart[]>(
  source: ConfigurationSource<Parts>,
): ConfigurationOf<Parts> {
  const reader = new ConfigurationReader(source)
  const options = Object.fromEntries(source.parts.map((part) => [part.name, reader.read(part)]))
  const problems = [...reader.problems, ...unknownSettings(source), ...unknownVariables(source)]
  if (problems.length > 0) throw errorOf(problems)
  return Object.freeze(options) as ConfigurationOf<Parts> // each part was read as it declares
}

class ConfigurationReader {
  readonly problems: ConfigurationProblem[] = []
  readonly #source: ConfigurationSource<readonly ConfigurationPart[]>
  readonly #prefix: string

  constructor(source: ConfigurationSource<readonly ConfigurationPart[]>) {
    this.#source = source
    this.#prefix = source.variables?.prefix ?? ''
    checkParts(source.parts, this.#prefix)
  }

  read(part: ConfigurationPart): unknown {
    return 'schema' in part ? this.#readSchema(part) : this.#readGroup(part.settings, [part.name])
  }

  #readGroup(settings: Settings, within: readonly string[]): object {
    const options: Record<string, unknown> = {}
    for (const [name, setting] of Object.entries(settings)) {
      const path = [...within, name]
      if (setting.kind !== 'group') options[name] = this.#readLeaf(leafAt(path, setting, this.#prefix))
      else if (this.#isGiven(setting.settings, path)) options[name] = this.#readGroup(setting.settings, path)
    }
    return Object.freeze(options)
  }

  #isGiven(settings: Settings, within: readonly string[]): boolean {
    return leavesIn(settings, within, this.#prefix).some((leaf) => this.#find(leaf) !== undefined)
  }

  #readLeaf(leaf: Leaf): unknown {
    const { path, setting, variable } = leaf
    const raw = this.#find(leaf)
    if (raw === undefined) {
      if (setting.default !== undefined) return readValue(setting, setting.default)
      if (setting.required !== true) return undefined
    }
    const value = raw === undefined ? undefined : readValue(setting, raw)
    if (value !== undefined) return value
    this.problems.push({
      path: path.join('.'),
      variable: this.#source.variables && variable,
      expected: expectationOf(setting),
      found: foundText(setting.kind === 'text' ? setting : {}, raw),
    })
    return undefined
  }

  #find({ path, variable }: Leaf): unknown {
    const text = this.#source.variables?.environment[variable]
    return text === undefined || text === '' ? valueAt(this.#source.values, path) : text
  }

  #readSchema({ name, schema, secrets = [] }: SchemaPart): unknown {
    const given = {
      ...(valueAt(this.#source.values, [name]) as object | undefined),
      ...this.#variablesOf(name),
    }
    const checked = schema['~standard'].validate(given)
    if ('then' in checked) throw new ConfigurationError(`the schema of ${name} answers later`, { path: name })
    if (checked.issues === undefined) return checked.value
    for (const { path, message } of validationIssues(checked.issues)) {
      const isSecret = secrets.includes(String(path[0]))
      this.problems.push({
        path: [name, ...path].join('.'),
        variable: this.#source.variables && variableName(this.#prefix, [name, ...path.map(String)]),
        expected: isSecret ? 'what its schema says' : `what its schema says (${message})`,
        found: foundText({ secret: isSecret }, valueAt(given, path.map(String))),
      })
    }
    return undefined
  }

  #variablesOf(part: string): Record<string, string> {
    const begin = `${variableName(this.#prefix, [part])}_`
    const found: Record<string, string> = {}
    for (const [variable, text] of Object.entries(this.#source.variables?.environment ?? {})) {
      if (variable.startsWith(begin) && text) found[settingName(variable.slice(begin.length))] = text
    }
    return found
  }
}

function errorOf(problems: readonly ConfigurationProblem[]): ConfigurationError {
  const lines = problems.map(lineOf)
  const message =
    lines.length === 1
      ? String(lines[0])
      : `${lines.length} settings cannot be used:\n- ${lines.join('\n- ')}`
  return new ConfigurationError(message, { problems })
}

function lineOf({ path, variable, expected, found }: ConfigurationProblem): string {
  const place = variable === undefined || variable === path ? path : `${path} (${variable})`
  return `${place}: expected ${expected}, found ${found}`
}
