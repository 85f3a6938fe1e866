import type { Correction } from '@uno-ts/types'
import { corrected } from '../full-text/text-terms.ts'
import { typedText } from '../full-text/typed-text.ts'

/** A typed text that is to be completed. */
export interface SuggestionQuery {
  /** The whole text, spelt right. */
  readonly text: string
  /** What stands before the word that is looked for. */
  readonly before: string
  /** What that word begins with, in lower case; empty for the next word. */
  readonly beginning: string
  /** The words that are finished, in lower case. */
  readonly finished: readonly string[]
  /** Whether no word was typed at all. */
  readonly isEmpty: boolean
}

/** Reads what was typed so far; of misspelt words the nearest one is taken. */
export function suggestionQuery(typed: string, corrections: readonly Correction[]): SuggestionQuery {
  const { text, unfinished = '', words } = typedText(corrected(typedText(typed).text, corrections))
  const before = text
    .slice(0, text.length - unfinished.length)
    .replaceAll(/\s+/g, ' ')
    .trimStart()
  const finished = unfinished === '' ? words : words.slice(0, -1)
  return {
    text,
    before,
    beginning: unfinished.toLowerCase(),
    finished: finished.map((word) => word.toLowerCase()),
    isEmpty: words.length === 0,
  }
}

/** The text completed with a word. */
export function suggestionText({ before, beginning }: SuggestionQuery, word: string): string {
  const gap = beginning === '' && before !== '' && !before.endsWith(' ') ? ' ' : ''
  return `${before}${gap}${word}`
}
