import { deepStrictEqual } from 'node:assert/strict'
import type { Pool } from 'pg'
import type { OpenPath } from '../../suite/path.ts'
import type { SearchPath } from '../search-path.ts'
import { sampleVectors } from '../vector/sample-vectors.ts'
import { openProductSearches, typedWords, type Product, type ProductSearches } from './hybrid-products.ts'

/** What the path is made of. */
export interface HybridPathOptions {
  readonly id: string
  readonly products: number
  /** How many questions a round asks. */
  readonly questions: number
}

/** A question by words and by likeness. */
interface Question {
  readonly text: string
  readonly vector: Float32Array
}

const limit = 10
const ours = 'uno-ts, in one statement'
const theParts = 'by words, then by likeness'

/** The ten best by words and likeness together, against the ten best of each, asked for one after the other. */
export function hybridPath({ id, products, questions }: HybridPathOptions): SearchPath {
  return {
    id,
    does: `the ${limit} best of ${products} products by words and by likeness, ${questions} questions one after the other`,
    unit: 'questions/s',
    better: 'higher',
    targets: [{ ours, against: theParts, ratio: 0.77 }],
    extensions: ['vector'],
    open: ({ pool }) => openHybridPath(pool, sampleVectors(products, 1), sampleVectors(questions, 2)),
  }
}

async function openHybridPath(
  pool: Pool,
  vectors: readonly Float32Array[],
  asked: readonly Float32Array[],
): Promise<OpenPath> {
  const searches = await openProductSearches(pool, vectors)
  const questions = asked.map((vector, nr) => ({ text: typedWords(nr), vector }))
  const check = async (): Promise<void> => {
    for (const question of questions.slice(0, 5)) await checkAlone(searches, question)
  }
  await check()
  const contender = (name: string, ask: (question: Question) => Promise<unknown>) => ({
    name,
    async run() {
      const began = performance.now()
      for (const question of questions) await ask(question)
      return questions.length / ((performance.now() - began) / 1_000)
    },
  })
  return {
    contenders: [
      contender(ours, (question) => together(searches, question)),
      contender(theParts, async ({ text, vector }) => {
        await searches.text.search({ text, limit })
        await searches.vector.search({ vector, limit })
      }),
    ],
    verify: check,
    [Symbol.asyncDispose]: () => Promise.resolve(), // whoever gave the database closes it
  }
}

async function together(
  { hybrid }: ProductSearches,
  { text, vector }: Question,
): Promise<readonly Product[]> {
  const { hits } = await hybrid.hybridQuery({ ask: { text: { text }, vector: { vector } }, limit })
  return hits.map(({ row }) => row)
}

/** Each source alone gives the hybrid search what it gives by itself. */
async function checkAlone({ hybrid, text, vector }: ProductSearches, question: Question): Promise<void> {
  const byWords = await text.search({ text: question.text, limit })
  const byLikeness = await vector.search({ vector: question.vector, limit })
  deepStrictEqual(byWords.hits.length, limit, 'the words are found')
  const words = await hybrid.hybridQuery({ ask: { text: { text: question.text } }, limit })
  const likeness = await hybrid.hybridQuery({ ask: { vector: { vector: question.vector } }, limit })
  const codes = (hits: readonly { readonly row: Product }[]) => hits.map(({ row }) => row.code)
  deepStrictEqual(codes(words.hits), codes(byWords.hits), 'the same products by words')
  deepStrictEqual(
    codes(likeness.hits).slice(0, 3),
    codes(byLikeness.hits).slice(0, 3),
    'the nearest by likeness',
  )
}
