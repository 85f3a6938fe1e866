import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readManifest } from '../workspace.ts'
import { fencesOf, withoutFences } from './fences.ts'

/** What the commands of pages are looked up in. */
export interface CommandScope {
  readonly root: string
  /** Names of files that the pages of a series show, and that a reader has saved: `main.ts`. */
  readonly savedFiles: ReadonlySet<string>
  /** Names of packages that may be installed: those of the workspace, and what they use. */
  readonly packages: ReadonlySet<string>
}

/** What npm can do without a script of that name. */
const ofNpm = new Set(['audit', 'ci', 'exec', 'init', 'install', 'pkg', 'publish', 'view'])

/** The folders a path of this repository begins with. */
const path = /^(packages|apps|docs|examples|tooling|\.ci|\.github|\.changeset)\/[\w@./-]+$/

/**
 * Finds the commands of a page that nobody can run: scripts, programs, files and packages that are not there. Looked at are
 * blocks of a shell, commands in code within the text, and paths of the repository there.
 *
 * @returns one sentence for each, with page and line
 */
export function findUnknownCommands(page: string, markdown: string, scope: CommandScope): readonly string[] {
  const shell = fencesOf(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, line }) =>
      code
        .replaceAll(/\\\n\s*/g, ' ')
        .split('\n')
        .map((text, index) => ({ text: text.replace(/(^|\s)#.*$/, ''), line: line + index })),
    )
  const inText = withoutFences(markdown)
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ code, line: index + 1 })),
    )
  const typed = inText
    .filter(({ code }) => /^(npm|npx|node) /.test(code))
    .map(({ code, line }) => ({ text: code, line }))
  const broken = [...shell, ...typed].flatMap(({ text, line }) =>
    text.split(/&&|\||;/).flatMap((command) => {
      const reason = unknown(command.trim().split(/\s+/).filter(isWord), page, scope)
      return reason === undefined ? [] : [`${page}:${line} says "${command.trim()}": ${reason}`]
    }),
  )
  const gone = inText
    .filter(({ code }) => path.test(code) && !existsSync(join(scope.root, code)))
    .map(({ code, line }) => `${page}:${line} names "${code}": there is no such file or folder`)
  return [...broken, ...gone]
}

/** Assignments stand before a command. */
function isWord(word: string): boolean {
  return word !== '' && !/^[A-Z_]+=/.test(word)
}

function unknown(words: readonly string[], page: string, scope: CommandScope): string | undefined {
  const [program = '', ...rest] = words
  const [first = '', second = ''] = rest.filter((word) => !word.startsWith('-') && !word.includes('…'))
  switch (program) {
    case 'npm': {
      if (first === 'install' || first === 'i') return unknownPackage(rest.slice(1), scope)
      const script = first === 'run' ? second : first
      if (script === '' || (first !== 'run' && ofNpm.has(first))) return undefined
      return scriptsFor(page, scope.root).has(script) ? undefined : `there is no script "${script}"`
    }
    case 'npx':
      return hasProgram(first.replace(/(?<=.)@.*/, ''), scope.root)
        ? undefined
        : `there is no program "${first}"`
    case 'node':
      return /\.(ts|mjs|js)$/.test(first) ? unknownFile(first, page, scope) : undefined
    default:
      return undefined
  }
}

function unknownPackage(words: readonly string[], { packages }: CommandScope): string | undefined {
  const names = words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/(?<=.)@.*/, ''))
  const missing = names.filter((name) => !packages.has(name))
  return missing.length === 0 ? undefined : `nothing here uses ${missing.join(', ')}`
}

/** Where a file that a page names may be: in the repository, beside the page, or in each folder that the page is about. */
function unknownFile(file: string, page: string, { root, savedFiles }: CommandScope): string | undefined {
  const places = [file, join(dirname(page), file), join(dirname(page), '*', file)]
  const exists = savedFiles.has(file) || globSync(places, { cwd: root }).length > 0
  return exists ? undefined : `there is no file "${file}"`
}

/** The scripts of the workspace, and those of the package or application that a page belongs to. */
function scriptsFor(page: string, root: string): ReadonlySet<string> {
  const folders = ['.', page.split('/').slice(0, 2).join('/')]
  return new Set(
    folders
      .map((folder) => join(root, folder, 'package.json'))
      .filter((manifest) => existsSync(manifest))
      .flatMap((manifest) => Object.keys(readManifest(manifest).scripts ?? {})),
  )
}

function hasProgram(name: string, root: string): boolean {
  return globSync(`{.,packages/*,apps/*}/node_modules/.bin/${name}`, { cwd: root }).length > 0
}
