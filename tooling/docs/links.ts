import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withoutFences } from './fences.ts'

/**
 * Finds the relative links of a Markdown page that lead nowhere: to no file, or to no heading of the file.
 *
 * @returns one sentence for each, with page and line
 */
export function findBrokenLinks(root: string, page: string): readonly string[] {
  const text = withoutFences(readFileSync(join(root, page), 'utf8'))
  return text.split('\n').flatMap((line, index) =>
    linksIn(line).flatMap((link) => {
      const reason = brokenLink(root, page, link)
      return reason === undefined ? [] : [`${page}:${index + 1} links to "${link}": ${reason}`]
    }),
  )
}

/** Lists the targets of the links in a line of Markdown that lead to files of the repository. */
export function linksIn(line: string): readonly string[] {
  const text = line.replaceAll(/`[^`]*`/g, '')
  const inline = [...text.matchAll(/\]\(<?(?<target>[^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
  const named = [...text.matchAll(/^\s*\[[^\]]+\]:\s+<?(?<target>[^\s>]+)>?/g)]
  return [...inline, ...named]
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
}

function brokenLink(root: string, page: string, link: string): string | undefined {
  const [path = '', heading] = decodeURI(link).split('#')
  const target = path === '' ? page : join(path.startsWith('/') ? '' : dirname(page), path)
  if (target.startsWith('..')) return 'it leaves the repository'
  if (!existsSync(join(root, target))) return 'there is no such file'
  if (heading === undefined || !target.endsWith('.md') || statSync(join(root, target)).isDirectory())
    return undefined
  return headingsOf(readFileSync(join(root, target), 'utf8')).has(heading)
    ? undefined
    : 'there is no such heading'
}

/** The anchors GitHub gives the headings of a page. */
function headingsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, title = ''] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const anchor = anchorOf(title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let free = anchor
    for (let copy = 1; anchors.has(free); copy++) free = `${anchor}-${copy}`
    anchors.add(free)
  }
  return anchors
}

/** The anchor GitHub gives the first heading with this text. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}
