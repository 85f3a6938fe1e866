import type { AnyKysely } from '../../statement/any-kysely.ts'
import { CompiledQuery, type RawBuilder } from 'kysely'

/** Stands for a value while a statement is written, so that it is written once and asked with many values. */
export class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A statement with places for values. */
export interface WrittenStatement<Row> {
  readonly text: string
  /** Names it for preparing: the same text has the same name. */
  readonly name: string
  /** What each of its parameters is. */
  readonly parameters: readonly unknown[]
  /** The rows it gives; only a type. */
  readonly row?: Row | undefined
}

/** Writes a statement down. */
export function writeDown<Row>(query: RawBuilder<Row>, db: AnyKysely): WrittenStatement<Row> {
  const { sql: text, parameters } = query.compile(db)
  return { text, parameters, name: nameOf(text) }
}

/** Puts values into the places of a statement. */
export function filled<Row>(
  { text, parameters }: WrittenStatement<Row>,
  values: Readonly<Record<string, unknown>>,
): CompiledQuery<Row> {
  return CompiledQuery.raw(
    text,
    parameters.map((parameter) => (parameter instanceof Slot ? values[parameter.name] : parameter)),
  )
}

function nameOf(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  return `graph_${(a >>> 0).toString(16)}_${(b >>> 0).toString(16)}_${text.length}`
}
