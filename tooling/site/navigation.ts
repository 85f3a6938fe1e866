import { linksIn } from '../docs/links.ts'
import { fileAt } from './rewrite-links.ts'
import { sitePathOf } from './site-path.ts'

/** A page in the navigation. */
export interface NavigationItem {
  readonly text: string
  readonly link: string
}

/** A part of the navigation with its pages, in reading order. */
export interface NavigationGroup {
  readonly text: string
  readonly collapsed: boolean
  readonly items: readonly NavigationItem[]
}

/**
 * Reads the navigation from the page that lists all others: each second-level heading is a group, each list item below it
 * that begins with a link is a page of it.
 *
 * @param contents - the text of `docs/README.md`
 */
export function navigationOf(contents: string): readonly NavigationGroup[] {
  return contents
    .split(/^## /m)
    .slice(1)
    .map((part): NavigationGroup => {
      const [heading = '', ...lines] = part.split('\n')
      return { text: heading.trim(), collapsed: false, items: lines.flatMap(itemOf) }
    })
    .filter(({ items }) => items.length > 0)
}

function itemOf(line: string): readonly NavigationItem[] {
  const text = /^(?:-|\d+\.) \[(?<text>[^\]]+)\]/.exec(line)?.groups?.['text']
  const [target] = linksIn(line)
  if (text === undefined || target === undefined) return []
  const page = sitePathOf(fileAt(target, 'docs/README.md'))
  return [{ text: text.replaceAll('`', ''), link: `/${page.replace(/(index)?\.md$/, '')}` }]
}
