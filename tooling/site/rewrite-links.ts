import { posix } from 'node:path'
import { mapProse } from '../docs/fences.ts'
import { sitePathOf } from './site-path.ts'

const inline = /\]\(<?(?<target>[^)\s>]+)>?(?<title>\s+"[^"]*")?\)/g
const named = /^(?<label>\s*\[[^\]]+\]:\s+)<?(?<target>[^\s>]+)>?/

/**
 * Points the links of a page to where the files they mean stand on the site; fenced blocks, code, links to elsewhere and to
 * headings of the same page stay as they are.
 *
 * @param page - the file of the repository that the text comes from, from which its links are read
 */
export function rewriteLinks(markdown: string, page: string): string {
  const placed = (target: string) => placeOf(target, page)
  return mapProse(markdown, (line) =>
    outsideCode(line, (text) =>
      text
        .replaceAll(inline, (_link, target: string, title = '') => `](${placed(target)}${title})`)
        .replace(named, (_link, label: string, target: string) => `${label}${placed(target)}`),
    ),
  )
}

function outsideCode(line: string, change: (text: string) => string): string {
  return line
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('')
}

function placeOf(target: string, page: string): string {
  if (target.startsWith('#') || /^[a-z][a-z+.-]*:/i.test(target)) return target
  const [path = '', heading] = target.split('#')
  const place = `/${sitePathOf(fileAt(path, page))}`
  return heading === undefined ? place : `${place}#${heading}`
}

/** The file of the repository that a relative link of a page means. */
export function fileAt(link: string, page: string): string {
  const path = decodeURI(link)
  return posix.join(path.startsWith('/') ? '.' : posix.dirname(page), path).replace(/\/$/, '')
}
