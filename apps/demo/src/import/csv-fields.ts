/** What a line of CSV turned out to be. `open` means that a quote has not been closed yet: more lines may follow. */
export type CsvFields =
  | { readonly kind: 'fields'; readonly fields: readonly string[] }
  | { readonly kind: 'open' }
  | { readonly kind: 'malformed'; readonly reason: string }

/**
 * Splits one record of CSV as RFC 4180 has it: commas between fields, a field in quotes may hold commas, line ends and
 * doubled quotes. A quote inside a field that does not start with one is an ordinary character.
 */
export function csvFields(text: string): CsvFields {
  if (!text.includes('"')) return { kind: 'fields', fields: text.split(',') }
  const fields: string[] = []
  let start = 0
  for (;;) {
    const end = text[start] === '"' ? endOfQuoted(text, start) : endOfPlain(text, start)
    if (end === -1) return { kind: 'open' }
    const raw = text.slice(start, end)
    fields.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end === text.length) return { kind: 'fields', fields }
    if (text[end] !== ',') {
      return {
        kind: 'malformed',
        reason: `expected a comma behind the closing quote of field ${fields.length}`,
      }
    }
    start = end + 1
  }
}

function endOfPlain(text: string, start: number): number {
  const comma = text.indexOf(',', start)
  return comma === -1 ? text.length : comma
}

/** The place behind the closing quote; -1 when there is none. */
function endOfQuoted(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  return quote === -1 ? -1 : quote + 1
}
