import type { TextPiece } from '@uno-ts/types'

/**
 * Writes a highlighted text as HTML: escaped, found words in `<mark>`. Nothing in the text can be markup.
 *
 * @example
 * ```ts
 * import { highlightHtml } from '@uno-ts/query-search'
 *
 * const html = highlightHtml([
 *   { text: 'red', marked: true },
 *   { text: ' <lamp>', marked: false },
 * ])
 * console.log(html) // <mark>red</mark> &lt;lamp&gt;
 * ```
 */
export function highlightHtml(pieces: readonly TextPiece[]): string {
  return pieces.map(({ text, marked }) => (marked ? `<mark>${escaped(text)}</mark>` : escaped(text))).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '')
}
