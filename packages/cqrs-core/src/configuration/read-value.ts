import { Secret } from '@uno-ts/types'
import type { Leaf } from './leaves.ts'

/** A setting's value, or `undefined` when `raw` is none. */
export type ReadValue = number | string | boolean | Secret | undefined

/** What a setting must be, for people: `an integer from 1 to 10`. */
export function expectationOf(setting: Leaf['setting']): string {
  switch (setting.kind) {
    case 'integer':
      return `an integer${range(setting)}`
    case 'number':
      return `a number${range(setting)}`
    case 'flag':
      return 'true or false'
    case 'text':
      return (
        setting.expected ?? (setting.oneOf === undefined ? 'a text' : `one of ${setting.oneOf.join(', ')}`)
      )
  }
}

/** Reads a value as an object holds it, or, when it is a text, as a variable does. */
export function readValue(setting: Leaf['setting'], raw: unknown): ReadValue {
  switch (setting.kind) {
    case 'integer':
    case 'number':
      return readNumber(setting, raw)
    case 'flag':
      return typeof raw === 'boolean' ? raw : flags.get(raw)
    case 'text':
      return readText(setting, raw)
  }
}

/** What was found, for people. Of a secret only that there is one. */
export function foundText(
  { secret = false }: { readonly secret?: boolean | undefined },
  raw: unknown,
): string {
  if (raw === undefined || raw === '') return 'nothing'
  if (secret) return 'a secret that is not'
  switch (typeof raw) {
    case 'string':
      return JSON.stringify(raw.length > longest ? `${raw.slice(0, longest)}…` : raw)
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(raw)
    default:
      return raw === null ? 'null' : Array.isArray(raw) ? 'a list' : `a value of type ${typeof raw}`
  }
}

const longest = 40
const flags: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
])

type NumberLeaf = Extract<Leaf['setting'], { readonly kind: 'integer' | 'number' }>
type TextLeaf = Extract<Leaf['setting'], { readonly kind: 'text' }>

function readNumber(
  { kind, minimum = -Infinity, maximum = Infinity }: NumberLeaf,
  raw: unknown,
): number | undefined {
  const isNumeric = typeof raw === 'string' && /^[+-]?\d+(\.\d+)?$/.test(raw.trim())
  const value = isNumeric ? Number(raw) : raw
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (kind === 'integer' && !Number.isSafeInteger(value)) return undefined
  return value >= minimum && value <= maximum ? value : undefined
}

function readText({ oneOf, pattern, secret = false }: TextLeaf, raw: unknown): string | Secret | undefined {
  const text = raw instanceof Secret ? raw.reveal() : raw
  if (typeof text !== 'string' || text === '') return undefined
  if (oneOf !== undefined && !oneOf.includes(text)) return undefined
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return undefined
  return secret ? new Secret(text) : text
}

function range({ minimum, maximum }: NumberLeaf): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` of ${minimum} or more`
  return maximum === undefined ? '' : ` of ${maximum} or less`
}
