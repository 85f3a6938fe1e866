import { posix } from 'node:path'

/**
 * Gives the place on the site for a file of the repository, both with forward slashes.
 *
 * Pages of `docs/` come first; what they link to, sources and folders included, follows below its own path, so that every
 * link of the documentation works without leaving the site.
 */
export function sitePathOf(file: string): string {
  const [area = '', name = ''] = file.split('/')
  if (area === 'docs' && file.endsWith('.md')) return asIndex(file.slice('docs/'.length))
  if (file === 'README.md') return 'overview.md'
  if (area === file && file.endsWith('.md')) return file.toLowerCase()
  if (file === `${area}/README.md`) return `${area}/index.md`
  if (file === `${area}/${name}/README.md`) return `${area}/${name}.md`
  return file.endsWith('.svg') ? file.replace(/^docs\//, '') : `source/${file}.md`
}

/** A folder's README is the page one gets for the folder. */
function asIndex(page: string): string {
  return posix.basename(page) === 'README.md' ? posix.join(posix.dirname(page), 'index.md') : page
}
