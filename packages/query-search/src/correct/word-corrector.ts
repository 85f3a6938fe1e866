import type {
  Correction,
  ReadModelDefinition,
  ReadModelOptions,
  SearchDefinition,
  TextQuery,
} from '@uno-ts/types'
import type { CapabilityProbe } from '../capability/capability-probe.ts'
import { typedText } from '../full-text/typed-text.ts'
import type { AnyKysely } from '../statement/any-kysely.ts'
import type { StatementRunner } from '../statement/statement-runner.ts'
import { nearestWords, type MisspeltWord } from './nearest-words.ts'
import { selectLikeWords } from './select-like-words.ts'

/** What a {@link WordCorrector} is made of. */
export interface WordCorrectorOptions {
  readonly db: AnyKysely
  readonly runner: StatementRunner
  readonly model: ReadModelDefinition
  readonly search: SearchDefinition
  readonly schema: string
  readonly probe: CapabilityProbe
}

/** Shorter words have too few trigrams to be told apart by them. */
const shortestWord = 4
/** What a person typed has no more words worth correcting. */
const mostWords = 12

/** Finds what was meant by words that no row holds. */
export class WordCorrector {
  readonly #options: WordCorrectorOptions

  constructor(options: WordCorrectorOptions) {
    this.#options = options
  }

  /**
   * The misspelt words of a text; `undefined` where nothing was to be corrected, or could not be.
   *
   * @throws CapabilityError when `fuzzy` is `true` and the database has no `pg_trgm`
   */
  async correct(
    { text, fuzzy = false }: Pick<TextQuery, 'text' | 'fuzzy'>,
    options: ReadModelOptions & { readonly tenant: string },
  ): Promise<readonly Correction[] | undefined> {
    if (fuzzy === false) return undefined
    const { db, runner, model, search, schema } = this.#options
    const trigrams = await this.#trigrams(fuzzy, options)
    if (trigrams === undefined) return undefined
    const words = correctable(text)
    if (words.length === 0) return []
    const { tenant } = options
    const statement = selectLikeWords({ model, search, schema, tenant, words, trigrams })
    const records = await runner.run(statement.compile(db), options)
    return words.flatMap((word) => {
      const alike = records.flatMap(({ typed, word: like, times }) =>
        typed === word.word && like !== null ? [{ word: like, times }] : [],
      )
      return nearestWords(word, alike) ?? []
    })
  }

  /** The schema of `pg_trgm`, looked for again as long as it is missing. */
  async #trigrams(fuzzy: true | 'where-possible', options: ReadModelOptions): Promise<string | undefined> {
    const { probe } = this.#options
    const { extensions } = await probe.capabilities(options)
    if (fuzzy === 'where-possible' && !extensions.pg_trgm.installed) return undefined
    const { schema } = await probe.require('pg_trgm', options)
    return schema
  }
}

/** Words of letters, each once; the last one may not be finished. */
function correctable(text: string): readonly MisspeltWord[] {
  const { words, unfinished } = typedText(text)
  const last = unfinished === undefined ? -1 : words.length - 1
  const misspelt = new Map<string, MisspeltWord>()
  for (const [index, word] of words.entries()) {
    if (word.length >= shortestWord && /^[\p{L}\p{M}]+$/u.test(word)) {
      misspelt.set(word, { word, unfinished: index === last })
    }
  }
  return [...misspelt.values()].slice(0, mostWords)
}
