import { join, posix } from 'node:path'
import { readFileSync } from 'node:fs'
import { withoutFences } from './fences.ts'
import { linksIn } from './links.ts'

/**
 * Finds the pages that no list leads to: each must be linked by the page of contents, or by the README of its own folder.
 *
 * @param contents - the page that lists all others, such as `docs/README.md`; only pages of its folder are looked at
 * @returns one sentence for each
 */
export function findUnlistedPages(
  root: string,
  contents: string,
  pages: readonly string[],
): readonly string[] {
  const folder = posix.dirname(contents)
  const lists = [
    contents,
    ...pages.filter((page) => page.startsWith(`${folder}/`) && page.endsWith('/README.md')),
  ]
  const listed = new Set(lists.flatMap((list) => linkedBy(root, list)))
  return pages
    .filter((page) => page.startsWith(`${folder}/`) && page !== contents && !listed.has(page))
    .map((page) => `${page} is in no list: add it to ${contents}`)
}

function linkedBy(root: string, page: string): readonly string[] {
  return withoutFences(readFileSync(join(root, page), 'utf8'))
    .split('\n')
    .flatMap(linksIn)
    .map((link) => posix.join(posix.dirname(page), link.split('#', 1)[0] ?? ''))
}
