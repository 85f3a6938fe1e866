import { parseSync } from 'oxc-parser'

/** One place where a module names another one. */
export interface Import {
  readonly specifier: string
  readonly line: number
}

/** Lists what a module imports or re-exports, statically or with a literal `import()`; types count too. */
export function importsOf(file: string, text: string): readonly Import[] {
  const { module } = parseSync(file, text)
  const found = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      start,
      value: literal(text.slice(start, end)),
    })),
  ].filter((request) => request !== null)
  const once = new Map(found.map((request) => [request.start, request.value]))
  return [...once]
    .filter((entry): entry is [number, string] => entry[1] !== undefined)
    .map(([start, specifier]) => ({ specifier, line: lineAt(text, start) }))
}

/** The 1-based line of an offset into `text`. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** The name of the package a specifier reaches into; undefined for relative paths and Node's own modules. */
export function packageNameOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  const [scope = '', name] = specifier.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

function literal(source: string): string | undefined {
  return /^(['"])(?<specifier>[^'"]+)\1$/.exec(source)?.groups?.['specifier']
}
