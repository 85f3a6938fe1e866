import { DatabaseError } from '@uno-ts/types'

/** A node as Cypher gives it. */
export interface AgeVertex {
  readonly kind: 'vertex'
  readonly id: bigint
  readonly label: string
  readonly properties: Readonly<Record<string, AgeValue>>
}

/** An edge as Cypher gives it. */
export interface AgeEdge {
  readonly kind: 'edge'
  readonly id: bigint
  readonly label: string
  readonly startId: bigint
  readonly endId: bigint
  readonly properties: Readonly<Record<string, AgeValue>>
}

/** A path as Cypher gives it: node, edge, node, …. */
export interface AgePath {
  readonly kind: 'path'
  readonly nodes: readonly AgeVertex[]
  readonly edges: readonly AgeEdge[]
}

/** What AGE answers. A whole number that is not safe is a bigint; a `numeric` is its text. */
export type AgeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly AgeValue[]
  | { readonly [key: string]: AgeValue }
  | AgeVertex
  | AgeEdge
  | AgePath

/**
 * Reads the text of an `agtype`. Nothing is evaluated, and `__proto__` is a key like others.
 *
 * @throws DatabaseError when it is none
 */
export function readAgtype(text: string): AgeValue {
  return new AgtypeReader(text).whole()
}

/** Deeper values are refused: no honest one is. */
const deepest = 500

class AgtypeReader {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): AgeValue {
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) throw this.#wrong('its end')
    return value
  }

  #value(): AgeValue {
    this.#space()
    if ((this.#depth += 1) > deepest) throw this.#wrong('a value less deep')
    const value = this.#plain()
    this.#depth -= 1
    if (!this.#text.startsWith('::', this.#at)) return value
    const annotation = this.#match(annotations)
    switch (annotation) {
      case '::vertex':
        return this.#vertex(value)
      case '::edge':
        return this.#edge(value)
      case '::path':
        return this.#path(value)
      case '::numeric':
        return value
      default:
        throw this.#wrong('a kind it knows')
    }
  }

  #plain(): AgeValue {
    const first = this.#text[this.#at]
    if (first === '"') return this.#string()
    if (first === '[') return this.#list()
    if (first === '{') return this.#map()
    const word = this.#match(words)
    if (word !== undefined) return meanings.get(word) ?? null
    const number = this.#match(numbers)
    if (number === undefined) throw this.#wrong('a value')
    if (this.#text.startsWith('::numeric', this.#at)) return number
    const read = Number(number)
    return /^-?\d+$/.test(number) && !Number.isSafeInteger(read) ? BigInt(number) : read
  }

  #string(): string {
    const found = this.#match(strings)
    if (found === undefined) throw this.#wrong('a closed string')
    // AGE writes control characters as they are; JSON wants them escaped.
    const escaped = found.replace(
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      /[\u0000-\u001f]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return JSON.parse(escaped) as string // a string in quotes
  }

  #list(): readonly AgeValue[] {
    const list: AgeValue[] = []
    this.#expect('[')
    while (!this.#ends(']', list.length > 0)) list.push(this.#value())
    return list
  }

  #map(): { readonly [key: string]: AgeValue } {
    const entries: (readonly [string, AgeValue])[] = []
    this.#expect('{')
    while (!this.#ends('}', entries.length > 0)) {
      this.#space()
      const key = this.#string()
      this.#space()
      this.#expect(':')
      entries.push([key, this.#value()])
    }
    return Object.fromEntries(entries)
  }

  /** Whether a list or map ends here; otherwise a comma stands before all but the first. */
  #ends(close: string, comma: boolean): boolean {
    this.#space()
    if (this.#text[this.#at] === close) {
      this.#at += 1
      return true
    }
    if (comma) this.#expect(',')
    return false
  }

  #vertex(value: AgeValue): AgeVertex {
    const { id, label, properties } = this.#parts(value)
    return {
      kind: 'vertex',
      id: this.#id(id),
      label: this.#label(label),
      properties: this.#parts(properties),
    }
  }

  #edge(value: AgeValue): AgeEdge {
    const { id, label, start_id: startId, end_id: endId, properties } = this.#parts(value)
    return {
      kind: 'edge',
      id: this.#id(id),
      label: this.#label(label),
      startId: this.#id(startId),
      endId: this.#id(endId),
      properties: this.#parts(properties),
    }
  }

  #path(value: AgeValue): AgePath {
    const all = Array.isArray(value) ? (value as readonly AgeValue[]) : []
    return {
      kind: 'path',
      nodes: all.filter((_, index) => index % 2 === 0) as readonly AgeVertex[], // AGE alternates them
      edges: all.filter((_, index) => index % 2 === 1) as readonly AgeEdge[],
    }
  }

  #parts(value: AgeValue | undefined): Readonly<Record<string, AgeValue>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#wrong('a map')
    return value as Readonly<Record<string, AgeValue>> // what maps are read as
  }

  #id(value: AgeValue | undefined): bigint {
    if (typeof value !== 'number' && typeof value !== 'bigint') throw this.#wrong('an id')
    return BigInt(value)
  }

  #label(value: AgeValue | undefined): string {
    if (typeof value !== 'string') throw this.#wrong('a label')
    return value
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.#at += found.length
    return found
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.#wrong(`"${character}"`)
    this.#at += 1
  }

  #space(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\n') this.#at += 1
  }

  /** The text itself may be personal. */
  #wrong(expected: string): DatabaseError {
    return new DatabaseError(`AGE has answered no agtype: expected ${expected} at ${this.#at}`, {
      retryable: false,
    })
  }
}

const annotations = /::(?:vertex|edge|path|numeric)/y
const words = /true|false|null|NaN|-?Infinity/y
const meanings: ReadonlyMap<string, AgeValue> = new Map<string, AgeValue>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
const numbers = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const strings = /"(?:[^"\\]|\\.)*"/sy
