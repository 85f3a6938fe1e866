import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { withoutFences } from '../docs/fences.ts'
import { linksIn } from '../docs/links.ts'
import { linkNames } from './link-names.ts'
import { readContents } from './reference-contents.ts'
import { referencePage } from './reference-page.ts'
import { fileAt, rewriteLinks } from './rewrite-links.ts'
import { sitePathOf } from './site-path.ts'
import { folderPage, sourcePage } from './source-page.ts'

/** The files of the repository that are pages of the site. */
export const pagePatterns: readonly string[] = [
  '*.md',
  'docs/**/*.md',
  '{packages,apps}/*/README.md',
  'examples/{,*/}README.md',
]

/** The pictures that pages show. */
export const picturePatterns: readonly string[] = ['docs/**/*.svg']

/**
 * Puts the pages of a repository where the site is built from, with every file they link to and every picture.
 *
 * @param root - the repository
 * @param target - a folder that is emptied first
 * @param reference - the pages of the API reference with their `contents.json`. Default: none
 * @returns how many pages of each kind were written
 */
export function stagePages(
  root: string,
  target: string,
  reference?: string,
): { readonly pages: number; readonly sources: number } {
  rmSync(target, { recursive: true, force: true })
  const pages = filesOf(root, pagePatterns)
  const sources = new Set(pages.flatMap((page) => sourcesLinkedBy(root, page)))
  const places = reference === undefined ? new Map<string, string>() : stageReference(reference, target)
  for (const page of pages) {
    const beside = page.startsWith('docs/migration/')
    write(target, page, linkNames(rewriteLinks(read(root, page), page), places, { beside }))
  }
  for (const source of sources) {
    const isFolder = statSync(join(root, source)).isDirectory()
    write(target, source, isFolder ? folderPage(root, source) : sourcePage(source, read(root, source)))
  }
  for (const picture of filesOf(root, picturePatterns)) {
    cpSync(join(root, picture), join(target, sitePathOf(picture)))
  }
  return { pages: pages.length, sources: sources.size }
}

/** Puts the pages of the API reference on the site, and gives the place of each name that packages export. */
function stageReference(reference: string, target: string): ReadonlyMap<string, string> {
  for (const page of globSync('**/*.md', { cwd: reference })) {
    const place = join(target, 'reference', page)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, referencePage(page.replaceAll('\\', '/'), read(reference, page)))
  }
  const { names } = readContents(reference)
  return new Map(Object.entries(names).map(([name, url]) => [name, `/reference/${url}`]))
}

/** Lists what a page links to and is no page itself; links that lead nowhere are left to the build to report. */
function sourcesLinkedBy(root: string, page: string): readonly string[] {
  return withoutFences(read(root, page))
    .split('\n')
    .flatMap(linksIn)
    .map((link) => link.split('#', 1)[0] ?? '')
    .filter((path) => path !== '')
    .map((path) => fileAt(path, page))
    .filter((file) => sitePathOf(file).startsWith('source/') && existsSync(join(root, file)))
}

function filesOf(root: string, patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: root, exclude: ['**/node_modules/**'] }).toSorted()
}

function read(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function write(target: string, file: string, text: string): void {
  const place = join(target, sitePathOf(file))
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}
