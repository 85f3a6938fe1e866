/** A part of a misspelt word that may be spelt right. */
export interface WordPiece {
  readonly typed: string
  readonly letters: string
  /** Whether what was meant begins with it, or else may hold it anywhere. */
  readonly isBeginning: boolean
}

/** `pg_trgm` looks up no fewer within a word; the beginning of one is looked up by its lexeme. */
const fewestWithin = 3

/**
 * The parts of a word of which one is spelt right, its halves if one letter is wrong, its thirds if two are, each an
 * index can look up.
 */
export function wordPieces(typed: string): readonly WordPiece[] {
  const letters = Array.from(typed.toLowerCase())
  const { length } = letters
  const half = Math.floor(length / 2)
  const third = Math.floor(length / 3)
  const twoThirds = Math.max(third + fewestWithin, Math.floor((2 * length) / 3))
  const places = [
    [0, half],
    [half, length],
    ...(length < 6
      ? [[0, half + 1]] // as the second half has at least three letters, so may the first
      : [
          [0, third],
          [third, twoThirds],
          [twoThirds, length],
        ]),
  ]
  const pieces = places.map(([from = 0, to]) => {
    const start = from === 0 ? 0 : Math.min(from, length - fewestWithin)
    return { typed, letters: letters.slice(start, to).join(''), isBeginning: start === 0 }
  })
  return [...new Map(pieces.map((piece) => [piece.letters, piece])).values()]
}
