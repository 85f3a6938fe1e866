import { describe, expect, it } from 'vitest'
import { wordPieces } from './word-pieces.ts'

describe('the pieces of a misspelt word', () => {
  const piecesOf = (word: string) =>
    wordPieces(word).map(({ letters, isBeginning }) => (isBeginning ? `${letters}…` : `…${letters}…`))

  it('are its halves and its thirds, each long enough to be looked up', () => {
    expect(piecesOf('vintage')).toEqual(['vin…', '…tage…', 'vi…', '…nta…', '…age…'])
    expect(piecesOf('cushoins')).toEqual(['cush…', '…oins…', 'cu…', '…sho…', '…ins…'])
  })

  it('are a beginning and an end in a short word', () => {
    expect(piecesOf('lapm')).toEqual(['la…', '…apm…', 'lap…'])
    expect(piecesOf('Clokc')).toEqual(['cl…', '…okc…', 'clo…'])
  })

  it('are whole letters, also of those that take two code units', () => {
    expect(piecesOf('𝐚𝐛𝐜𝐝')).toEqual(['𝐚𝐛…', '…𝐛𝐜𝐝…', '𝐚𝐛𝐜…'])
  })
})
