// `npm run check:docs`: what the pages and the TSDoc comments show compiles, what they link to and the commands they name
// exist, and every public name and option has a comment; the tables that name what packages export are right.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findUnknownCommands } from './docs/commands.ts'
import { compileSnippets, type Page } from './docs/compile-snippets.ts'
import { findUndocumentedNames } from './docs/documented-names.ts'
import { exportedNames } from './docs/exported-names.ts'
import { findBrokenLinks } from './docs/links.ts'
import { findUnlistedPages } from './docs/listed-pages.ts'
import { findUnexportedNames } from './docs/named-exports.ts'
import { commentsAsMarkdown, examplesWithoutSnippet, snippetsOf } from './docs/snippets.ts'
import { reportFindings } from './report-findings.ts'
import { readMembers, sourcesOf, workspaceRoot as root, type Member } from './workspace.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

const pages = globSync(
  '{README,CONTRIBUTING,SECURITY,docs/**/*,packages/*/README,apps/*/README,examples/README,examples/*/README}.md',
  {
    cwd: root,
  },
).toSorted()
const members = readMembers(root)
const packages = members.filter(({ kind }) => kind === 'package')
const sources = packages
  .flatMap((member) => sourcesOf(root, member))
  .filter((path) => !/\.test(-d)?\.ts$/.test(path))
const comments = sources.map((path) => ({ path, text: commentsAsMarkdown(read(path)) }))

const documents: readonly Page[] = [
  ...pages.map((path) => ({ path, series: seriesOf(path), snippets: snippetsOf(read(path)) })),
  ...comments.map(({ path, text }) => ({ path, snippets: snippetsOf(text) })),
]
const commandScope = {
  root,
  savedFiles: new Set(documents.flatMap(({ snippets }) => snippets.map(({ name }) => name))),
  packages: new Set([...members.map(({ manifest }) => manifest.name), ...members.flatMap(dependenciesOf)]),
}
const entries = packages.flatMap(({ folder, manifest }) =>
  Object.values(manifest.exports ?? {}).flatMap((target) => entryOf(folder, target)),
)
const exportsOf = new Map(
  packages.map(({ folder, manifest }) => [
    manifest.name.replace('@uno-ts/', ''),
    new Set(
      Object.values(manifest.exports ?? {})
        .flatMap((target) => entryOf(folder, target))
        .flatMap((entry) => [...exportedNames(root, entry)]),
    ),
  ]),
)

const snippets = documents.flatMap((page) => page.snippets)
const unchecked = snippets.filter(({ checked }) => !checked).length
console.log(
  `${pages.length} pages, ${snippets.length} snippets (${unchecked} marked no-check), ${entries.length} entry modules`,
)

reportFindings('docs', [
  ...pages.flatMap((page) => findBrokenLinks(root, page)),
  ...pages.flatMap((page) => findUnknownCommands(page, read(page), commandScope)),
  ...findUnlistedPages(root, 'docs/README.md', pages),
  ...pages.flatMap((page) => findUnexportedNames(page, read(page), (name) => exportsOf.get(name))),
  ...comments.flatMap(({ path, text }) =>
    examplesWithoutSnippet(text).map((line) => `${path}:${line} has an @example without a \`\`\`ts snippet`),
  ),
  ...entries.flatMap((entry) => findUndocumentedNames(root, entry)),
  ...compileSnippets(root, documents),
])

function dependenciesOf({ manifest }: Member): readonly string[] {
  const { dependencies, peerDependencies, devDependencies } = manifest
  return Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })
}

/** The pages of the tutorial build on one another. */
function seriesOf(path: string): string | undefined {
  return path.startsWith('docs/tutorial/') ? 'tutorial' : undefined
}

function entryOf(folder: string, target: unknown): readonly string[] {
  const source = (target as Record<string, string>)['@uno-ts/source'] // our own manifests say so for each entry
  return source === undefined ? [] : [join(folder, source)]
}
