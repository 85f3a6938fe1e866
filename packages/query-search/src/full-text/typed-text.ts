/** What a person typed, ready to be asked. */
export interface TypedText {
  /** Everything, for words as a whole. */
  readonly text: string
  /** What stands before the last chunk: up to the last white space. */
  readonly head: string
  /** The last chunk without its last word. */
  readonly lead: string
  /** The last word, when it may not be finished yet: nothing stands behind it. */
  readonly unfinished: string | undefined
  /** Each run of letters and digits, in order. */
  readonly words: readonly string[]
}

/** More is not typed but pasted; what stands behind it is not asked. */
const longestText = 2000
/** PostgreSQL refuses words of more than 2,046 bytes in a query. */
const longestWord = 100
const longestChunk = 400

/** A slash makes a file name of words, and a server whose locale is `C` takes signs beyond ASCII for letters. */
const signs = /[^\p{L}\p{N}\p{M}\p{ASCII}]|\//gu
const overlong = new RegExp(`\\S{${longestChunk},}`, 'gu')

/** Reads what a person typed: whatever it is, it becomes words and never syntax. */
export function typedText(typed: string): TypedText {
  const text = typed
    .slice(0, longestText)
    .toWellFormed()
    .replaceAll('\0', ' ')
    .replaceAll(signs, ' ')
    .replaceAll(overlong, (chunk) => `${chunk.slice(0, longestChunk)} `)
    .toWellFormed()
  const words = text.match(/[\p{L}\p{N}\p{M}]+/gu)?.filter(({ length }) => length <= longestWord) ?? []
  const last = /[\p{L}\p{N}\p{M}]+$/u.exec(text)?.[0]
  if (last === undefined || last.length > longestWord) {
    return { text, head: text, lead: '', unfinished: undefined, words }
  }
  const lead = /\S*$/.exec(text.slice(0, -last.length))?.[0] ?? ''
  const head = text.slice(0, text.length - last.length - lead.length)
  return { text, head, lead, unfinished: last, words }
}
