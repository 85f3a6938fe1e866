type Parse = (text: string) => unknown

const asText: Parse = (text) => text

/**
 * How the columns of read models are parsed where we ask the driver ourselves, whatever the application has set for its
 * own queries. Numbers of 64 bits stay text: the definition says whether they are a bigint or an integer. So do instants:
 * a cursor remembers more of them than a Date holds.
 */
export const columnParsers: { getTypeParser(type: number): Parse } = {
  getTypeParser(type) {
    switch (type) {
      case 16: // bool
        return (text) => text === 't'
      case 23: // int4
      case 701: // float8
        return Number
      case 114: // json
      case 3802: // jsonb
        return JSON.parse
      case 1009: // text[]
        return textList
      default: // int8, text and timestamptz among them: the definition says what becomes of them
        return asText
    }
  },
}

/** Reads `2026-11-22 23:25:22.123456+00`; the offset may be `+05:30` or, of the time before zones, `+00:53:28`. */
export function instant(text: string): Date {
  if (isPlainUtc(text)) {
    return new Date(
      Date.UTC(
        digits(text, 0, 4),
        digits(text, 5, 2) - 1,
        digits(text, 8, 2),
        digits(text, 11, 2),
        digits(text, 14, 2),
        digits(text, 17, 2),
        milliseconds(text),
      ),
    )
  }
  const sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'))
  const offset = text.slice(sign, sign + 6)
  const zone = offset.length === 3 ? `${offset}:00` : offset
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11, sign)}${zone}`)
  const seconds = text.slice(sign + 7)
  if (seconds !== '') date.setUTCSeconds(date.getUTCSeconds() - Number(`${zone[0]}${seconds}`))
  return date
}

/** `Date.UTC` takes the years before 100 for those of the last century: they go the long way. */
function isPlainUtc(text: string): boolean {
  return text.charCodeAt(4) === dash && text.endsWith('+00') && !text.startsWith('00')
}

const dash = 45
const zero = 48

function digits(text: string, from: number, count: number): number {
  let value = 0
  for (let at = from; at < from + count; at++) value = value * 10 + text.charCodeAt(at) - zero
  return value
}

/** What is finer is cut off, as a Date does. */
function milliseconds(text: string): number {
  const count = Math.min(3, text.length - '2026-11-22 23:25:22.+00'.length)
  return count > 0 ? digits(text, 20, count) * (count === 3 ? 1 : count === 2 ? 10 : 100) : 0
}

/** An instant as ISO 8601, as fine as the column keeps it. */
export function exactInstant(text: string): string {
  const [, fraction] = /\.(\d+)/.exec(text) ?? []
  return instant(text)
    .toISOString()
    .replace(/\.\d+Z$/, fraction === undefined ? 'Z' : `.${fraction}Z`)
}

/** Reads `{plain,"with \"quotes\""}`; a list of ours holds no nulls. */
function textList(text: string): string[] {
  const inner = text.slice(1, -1)
  if (inner === '') return []
  if (!inner.includes('"')) return inner.split(',')
  return Array.from(inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs), ([, quoted, plain]) =>
    quoted === undefined ? String(plain) : quoted.replaceAll(/\\(.)/gs, '$1'),
  )
}
