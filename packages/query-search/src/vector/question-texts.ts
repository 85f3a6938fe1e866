import { CompiledQuery } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import type { NearestRow, NearestSelection, WriteNearest } from './select-nearest.ts'

/** The text of a question, and which value goes where. */
interface QuestionText {
  readonly text: string
  readonly places: readonly Place[]
}

type Place = 'vector' | 'id' | 'tenant'

/** Questions of more shapes are written each time. */
const mostTexts = 100

/** Writes questions as SQL: those without a filter once for each shape, since building the text takes longer than sending it. */
export class QuestionTexts {
  readonly #db: AnyKysely
  readonly #texts = new Map<string, QuestionText>()

  constructor(db: AnyKysely) {
    this.#db = db
  }

  compile(selection: NearestSelection, write: WriteNearest): CompiledQuery<NearestRow> {
    if (selection.where !== undefined) return write(selection).compile(this.#db)
    const { text, places } = this.#textOf(selection, write)
    const values = { ...selection.near, tenant: selection.tenant } as Readonly<Record<Place, string>> // `near` has the other one
    return CompiledQuery.raw(
      text,
      places.map((place) => values[place]),
    )
  }

  #textOf(selection: NearestSelection, write: WriteNearest): QuestionText {
    const { table, near, limit, settings } = selection
    const shape = JSON.stringify([write.name, table, Object.keys(near), limit, settings])
    const known = this.#texts.get(shape)
    if (known !== undefined) return known
    const made = this.#write(selection, write)
    if (this.#texts.size < mostTexts) this.#texts.set(shape, made)
    return made
  }

  /** With the names of the values in their places. */
  #write(selection: NearestSelection, write: WriteNearest): QuestionText {
    const near = 'vector' in selection.near ? { vector: 'vector' } : { id: 'id' }
    const { sql, parameters } = write({ ...selection, near, tenant: 'tenant' }).compile(this.#db)
    return { text: sql, places: parameters as readonly Place[] } // all there is to vary
  }
}
