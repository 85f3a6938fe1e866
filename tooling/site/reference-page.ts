import { mapProse, withoutFences } from '../docs/fences.ts'

/**
 * Gives a page of the API reference the title and the outline that it has on the site, and headings that stand for no name
 * a place of their own, which no name can have.
 */
export function referencePage(url: string, markdown: string): string {
  const path = url.replace(/\/?index\.md$|\.md$/, '')
  const [, module = path, room] = /^(.*)\/([^/]+)$/.exec(path) ?? []
  const title =
    path === '' ? 'API reference' : room === undefined ? `@uno-ts/${module}` : `${room} · @uno-ts/${module}`
  let headings = 0
  const body = mapProse(markdown, (line) => {
    if (line === '***') return '' // the headings have a line above them
    if (line.startsWith('Defined in: ')) return `<p class="source">${line.slice('Defined in: '.length)}</p>`
    if (!/^#+ /.test(line) || line.endsWith('}')) return line
    headings += 1
    return headings === 1 ? `# ${title} {#heading-1}` : `${line} {#heading-${headings}}`
  })
  return `---\noutline: ${path === '' ? 'false' : '2'}\n---\n\n${body}`
}

/** What the search of the site finds of a page of the reference: each exported name with what is said of it first. */
export function searchedText(markdown: string): string {
  return withoutFences(markdown)
    .split(/^(?=## )/m)
    .map((section) => section.split(/^### /m, 1)[0] ?? '')
    .map((section) => section.replaceAll(/^<p class="source">.*$/gm, ''))
    .join('\n')
}
