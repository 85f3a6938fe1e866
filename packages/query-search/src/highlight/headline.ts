import type { FieldPath, ReadModelDefinition, TextPiece } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { fieldText } from '../full-text/field-text.ts'

/** Stand before and behind a found word; a text that has them itself loses them. */
const start = '\u0001'
const stop = '\u0002'

/**
 * Signs that would be read as something else: `<` and `>` as a tag, the others, by a server whose locale is `C`, as
 * letters. While words are looked for, control characters stand for them, which are none of a text's own.
 */
const signs = Array.from('<>“”„‘’‚«»‹›…–—•·¡¿£€¥©®™°')
const places = [...codes(0x03, 0x08), ...codes(0x0b, 0x0c), ...codes(0x0e, 0x1f)]
const signOf = new Map(places.map((place, index) => [place, signs[index] ?? '']))
const anyPlace = new RegExp(`[${places.join('')}]`, 'g')

/** The most telling parts of a long text; a short one is shown as a whole. */
const options = `StartSel=${start}, StopSel=${stop}, MaxFragments=3, MaxWords=24, MinWords=8, FragmentDelimiter=" … "`
const wholeOptions = `StartSel=${start}, StopSel=${stop}, HighlightAll=true`
const shortText = 240

/** A field with the words of `query` marked, for {@link textPieces}; `asked` is at hand. */
export function headline(model: ReadModelDefinition, path: FieldPath): RawBuilder<string | null> {
  const text = fieldText(model, path)
  const from = `${signs.join('')}${start}${stop}${places.join('')}`
  const plain = sql`translate(${text}, ${from}, ${places.slice(0, signs.length).join('')})`
  const chosen = sql`case when length(${text}) > ${sql.lit(shortText)} then ${options} else ${wholeOptions} end`
  return sql`ts_headline(cast(asked.configuration as regconfig), ${plain}, asked.query, ${chosen})`
}

/** Reads a headline: pieces of plain text, those that were found marked. */
export function textPieces(headline: string | null): readonly TextPiece[] {
  if (headline === null) return []
  return headline
    .split(start)
    .flatMap((part, index) => {
      const [inside = '', ...outside] = index === 0 ? ['', part] : part.split(stop)
      return [
        { text: inside, marked: true },
        { text: outside.join(''), marked: false },
      ]
    })
    .filter(({ text }) => text !== '')
    .map(({ text, marked }) => ({
      text: text.replaceAll(anyPlace, (place) => signOf.get(place) ?? ''),
      marked,
    }))
}

function codes(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index))
}
