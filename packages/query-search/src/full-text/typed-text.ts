/** What a person typed, ready to be asked. */
export interface TypedText {
  /** Everything, for words as a whole. */
  readonly text: string
  /** What stands before the last word. */
  readonly head: string
  /** The last word, when it may not be finished yet: nothing stands behind it. */
  readonly unfinished: string | undefined
}

/** More is not typed but pasted; what stands behind it is not asked. */
const longestText = 2000
/** PostgreSQL refuses words of more than 2,046 bytes in a query. */
const longestWord = 100

/** Signs beyond ASCII: a server whose locale is `C` would take them for letters. */
const signs = /[^\p{L}\p{N}\p{M}\p{ASCII}]/gu

/** Reads what a person typed: whatever it is, it becomes words and never syntax. */
export function typedText(typed: string): TypedText {
  const text = typed.slice(0, longestText).toWellFormed().replaceAll('\0', ' ').replaceAll(signs, ' ')
  const last = /[\p{L}\p{N}\p{M}]+$/u.exec(text)?.[0]
  if (last === undefined || last.length > longestWord) return { text, head: text, unfinished: undefined }
  return { text, head: text.slice(0, -last.length), unfinished: last }
}
