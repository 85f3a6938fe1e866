import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { withoutFences } from '../docs/fences.ts'

/**
 * Finds the links of the staged pages to places in the API reference that are not there; the build of the site looks at
 * pages alone.
 *
 * @returns one sentence for each
 */
export function findBrokenAnchors(staged: string): readonly string[] {
  const pages = globSync('**/*.md', { cwd: staged, exclude: ['source/**'] }).map((page) =>
    page.replaceAll('\\', '/'),
  )
  const texts = new Map<string, string>()
  for (const page of pages) texts.set(page, withoutFences(readFileSync(join(staged, page), 'utf8')))
  const anchors = new Map([...texts].map(([page, text]) => [page, anchorsOf(text)]))
  return [...texts].flatMap(([page, text]) =>
    [...text.matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)].flatMap(([, path = '', anchor = '']) => {
      const target = targetOf(page, path)
      if (!target.startsWith('reference/') || anchors.get(target)?.has(anchor) === true) return []
      return [`${page} links to "${path}#${anchor}": there is no such place`]
    }),
  )
}

function targetOf(page: string, path: string): string {
  if (path === '') return page
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path)
}

function anchorsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/\{#(?<id>[^}]+)\}$|<a id="(?<name>[^"]+)">/gm)].map(
      ({ groups }) => groups?.['id'] ?? groups?.['name'] ?? '',
    ),
  )
}
