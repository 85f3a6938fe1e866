import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { modulesOf, type Snippet } from './snippets.ts'

/** The snippets of one page, or of one source file's comments. */
export interface Page {
  /** Pages of one series share their named modules: a later one imports what an earlier one has shown. Default: none. */
  readonly series?: string | undefined
  /** Relative to the workspace's root. */
  readonly path: string
  readonly snippets: readonly Snippet[]
}

/**
 * Type-checks the snippets of all pages in one run of the compiler.
 *
 * The modules are written below the demo, whose dependencies are everything a reader may import.
 *
 * @returns one sentence for each error, with the page and line where the reader would see it
 */
export function compileSnippets(root: string, pages: readonly Page[]): readonly string[] {
  const folder = join(root, 'apps', 'demo', '.snippets')
  rmSync(folder, { recursive: true, force: true })
  try {
    const written = pages.flatMap(({ path, series = '', snippets }, index) =>
      [...modulesOf(snippets)].map(([name, text]) => {
        const module = join(series || String(index), name)
        if (existsSync(join(folder, module))) throw new Error(`${path} shows ${name} again`)
        mkdirSync(dirname(join(folder, module)), { recursive: true })
        writeFileSync(join(folder, module), text)
        return { module, path }
      }),
    )
    if (written.length === 0) return []
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
    const { status, stdout, stderr } = spawnSync('tsc', ['-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (status === 0) return []
    const pageOf = new Map(written.map(({ module, path }) => [module, path]))
    return `${stdout}${stderr}`
      .trim()
      .split(/\n(?=\S)/) // an indented line explains the one above
      .map((message) => placedInPage(message, pageOf))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const configuration = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    isolatedDeclarations: false,
    rewriteRelativeImportExtensions: false,
    moduleDetection: 'force',
  },
  // The second declares what `inject` gives to a test.
  include: ['**/*.ts', '../../../tooling/test-services.ts'],
}

/** Turns the compiler's `0/order.ts(3,7): error …` into `docs/page.md:3:7 error …`. */
function placedInPage(message: string, pageOf: ReadonlyMap<string, string>): string {
  const {
    module = '',
    line,
    column,
    text,
  } = /^(?<module>.+?)\((?<line>\d+),(?<column>\d+)\): (?<text>.*)$/s.exec(message)?.groups ?? {}
  const page = pageOf.get(module)
  return page === undefined ? message : `${page}:${line}:${column} ${text}`
}
