import { InvalidArgumentError } from '@uno-ts/types'

/** What a parameter of Cypher may be. */
export type CypherValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly CypherValue[]
  | { readonly [key: string]: CypherValue | undefined }

/** The parameters of a statement in Cypher, by the names that stand behind `$` in it. */
export type CypherParameters = Readonly<Record<string, CypherValue | undefined>>

/**
 * Writes a value as the text of an `agtype`. It travels as a parameter: nothing in it is ever read as Cypher or SQL.
 *
 * @throws InvalidArgumentError for what AGE cannot hold: a number that is none, a bigint beyond 64 bits, NUL, half a
 * character, a date
 */
export function agtypeText(value: CypherValue | undefined): string {
  switch (typeof value) {
    case 'undefined':
      return 'null'
    case 'boolean':
      return String(value)
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw refused('a bigint of 64 bits')
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw refused('a finite number')
      // A whole number beyond 64 bits is one of floating point.
      return Number.isInteger(value) && Math.abs(value) >= 2 ** 63
        ? value.toExponential()
        : JSON.stringify(value)
    case 'string':
      if (value.includes('\0') || !value.isWellFormed()) throw refused('text without NUL or half characters')
      return JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(agtypeText).join(', ')}]`
      if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) {
        throw refused('a plain object')
      }
      return `{${Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]) => `${agtypeText(key)}: ${agtypeText(inner as CypherValue)}`)
        .join(', ')}}`
    default:
      throw refused('a value JSON or a bigint could hold')
  }
}

function refused(expected: string): InvalidArgumentError {
  return new InvalidArgumentError(`expected ${expected} as a parameter of Cypher`)
}
