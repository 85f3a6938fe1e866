type Parse = (text: string) => unknown

const asText: Parse = (text) => text

/**
 * How the columns of events are parsed, whatever the application has set for its own queries. The values are those of the
 * driver's defaults, whose dates alone took a third of the time of reading (measured 2026-11-22).
 */
export const columnParsers = {
  getTypeParser(type: number): Parse {
    switch (type) {
      case 23: // int4
        return Number
      case 114: // json
        return JSON.parse
      case 1009: // text[]
        return textArray
      case 1184: // timestamptz
        return timestamp
      default: // int8 and uuid among them
        return asText
    }
  },
}

/** Reads `2026-11-22 23:25:22.123456+00`, whose offset may also be `+05:30` or, of the time before zones, `+00:53:28`. */
export function timestamp(text: string): Date {
  const sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'))
  const offset = text.slice(sign, sign + 6)
  const date = new Date(
    `${text.slice(0, 10)}T${text.slice(11, sign)}${offset.length === 3 ? `${offset}:00` : offset}`,
  )
  const seconds = text.slice(sign + 7)
  if (seconds !== '') {
    date.setUTCSeconds(date.getUTCSeconds() - Number(`${offset[0]}${seconds}`))
  }
  return date
}

/** Reads `{plain,"with \"quotes\""}`; an array of ours holds no nulls. */
export function textArray(text: string): string[] {
  const inner = text.slice(1, -1)
  if (inner === '') return []
  if (!inner.includes('"')) return inner.split(',')
  return Array.from(inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs), ([, quoted, plain]) =>
    quoted === undefined ? String(plain) : quoted.replaceAll(/\\(.)/gs, '$1'),
  )
}
