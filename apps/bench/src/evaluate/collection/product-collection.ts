import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { Collection, Document, JudgedQuery } from './collection.ts'
import { uniform } from '../../measure/uniform.ts'

const questions = 400

/**
 * Makes a collection of product names: the documents are the products of an "Online Retail" file, each by its most
 * frequent description; the questions are some of their words, every other one with a slip of the finger. Every product
 * whose name has all the words is an answer. The same file gives the same collection.
 */
export async function productCollection(file: string): Promise<Collection> {
  const documents = await productNames(file)
  const random = uniform(7)
  const queries = Array.from({ length: questions }, (_, nr) => {
    const product = documents[Math.floor(random() * documents.length)]
    return questionOf(String(nr), { name: product?.title ?? '', documents, random })
  })
  return { documents, queries: queries.filter(({ grades }) => grades.size > 0) }
}

interface QuestionGround {
  readonly name: string
  readonly documents: readonly Document[]
  readonly random: () => number
}

function questionOf(id: string, { name, documents, random }: QuestionGround): JudgedQuery {
  const all = [...new Set(wordsOf(name))].filter((word) => word.length >= 3)
  const kept = shuffled(all, random).slice(0, 3)
  const grades = new Map(
    documents
      .filter(({ title }) => {
        const words = new Set(wordsOf(title))
        return kept.length > 0 && kept.every((word) => words.has(word))
      })
      .map((document) => [document.id, 1]),
  )
  const slips = Number(id) % 2 === 1
  const longest = kept.toSorted((a, b) => b.length - a.length)[0]
  const typed = kept.map((word) => (slips && word === longest && word.length > 4 ? slip(word, random) : word))
  return { id, text: `${typed.join(' ')} `, grades }
}

/** Leaves out a letter, doubles it, or swaps it with the next one; never the first. */
function slip(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2))
  const kind = Math.floor(random() * 3)
  const [before, letter, next, rest] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)]
  if (kind === 0) return `${before}${next}${rest}`
  return kind === 1 ? `${before}${letter}${letter}${next}${rest}` : `${before}${next}${letter}${rest}`
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z]+/g) ?? []
}

function shuffled(words: readonly string[], random: () => number): readonly string[] {
  return words
    .map((word) => ({ word, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ word }) => word)
}

async function productNames(file: string): Promise<readonly Document[]> {
  const counts = new Map<string, Map<string, number>>()
  const input = createReadStream(file)
  const lines = createInterface({ input: file.endsWith('.gz') ? input.pipe(createGunzip()) : input })
  for await (const line of lines) {
    const [, code = '', description = ''] = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? []
    const name = description
      .replace(/,$/, '')
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"')
      .trim()
    const stockCode = code.replace(/,$/, '')
    if (!/^\d{5}[A-Za-z]*$/.test(stockCode) || name === '') continue
    const names = counts.get(stockCode) ?? new Map<string, number>()
    counts.set(stockCode, names)
    names.set(name, (names.get(name) ?? 0) + 1)
  }
  return [...counts]
    .map(([id, names]) => ({ id, title: mostFrequent(names), text: '' }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function mostFrequent(names: ReadonlyMap<string, number>): string {
  const [first] = [...names].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return first?.[0] ?? ''
}
