import { withoutFences } from './fences.ts'

/** The names a package exports, over all its entries; `undefined` when there is no such package. */
export type ExportsOf = (packageName: string) => ReadonlySet<string> | undefined

/**
 * Checks the tables of a page that have the columns `here` and `package`: every name in code in the first must be exported
 * by the package the second names. Of `ResilientProjection.getStats` the class is looked at, and of `defineQuery({ … })`
 * the function.
 *
 * @returns one sentence for each name that is not exported, with page and line
 */
export function findUnexportedNames(page: string, markdown: string, exportsOf: ExportsOf): readonly string[] {
  let columns: readonly string[] = []
  return withoutFences(markdown)
    .split('\n')
    .flatMap((line, index) => {
      const cells = cellsOf(line)
      if (cells.length === 0) columns = []
      else if (columns.length === 0) columns = cells
      else return unexported(cells, columns, exportsOf).map((finding) => `${page}:${index + 1} ${finding}`)
      return []
    })
}

function unexported(
  cells: readonly string[],
  columns: readonly string[],
  exportsOf: ExportsOf,
): readonly string[] {
  const [here, owner] = ['here', 'package'].map((column) => cells[columns.indexOf(column)])
  if (here === undefined || owner === undefined || /^-+$/.test(here)) return []
  const names = inCode(here).flatMap((code) => /^[A-Za-z_]\w*/.exec(code)?.[0] ?? [])
  const exported = inCode(owner).map((name) => ({ name, names: exportsOf(name) }))
  const unknown = exported.filter(({ names }) => names === undefined)
  return [
    ...unknown.map(({ name }) => `names the package "${name}": there is no such package`),
    ...names
      .filter((name) => !exported.some(({ names }) => names?.has(name)))
      .map(
        (name) => `says that ${exported.map((one) => one.name).join(' or ')} exports "${name}": it does not`,
      ),
  ]
}

/** The cells of a row of a table; none where the line is no such row. */
function cellsOf(line: string): readonly string[] {
  const row = /^\s*\|(?<cells>.*)\|\s*$/.exec(line)?.groups?.['cells']
  return row === undefined ? [] : row.split(/(?<!\\)\|/).map((cell) => cell.trim())
}

function inCode(cell: string): readonly string[] {
  return [...cell.matchAll(/`(?<code>[^`]+)`/g)].map(({ groups }) => groups?.['code'] ?? '')
}
