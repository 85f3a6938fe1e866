import { inspect } from 'node:util'

/** So many lines are taken in at a glance: of longer values those far from any difference are folded. */
const glance = 40

/** Lines that are the same are shown this far around one that is not. */
const context = 3

/**
 * What was expected and what was found, line by line: `-` is missing, `+` is too much. `type` comes first, other properties
 * in the order of their names, so that only what differs stands out.
 */
export function differenceOf(actual: unknown, expected: unknown): string {
  const lines = compared(linesOf(expected), linesOf(actual))
  return ['- expected', '+ found', '', ...(lines.length > glance ? folded(lines) : lines)].join('\n')
}

function folded(lines: readonly string[]): readonly string[] {
  const differs = lines.map((line) => !line.startsWith(' '))
  const isNear = lines.map((_line, index) =>
    differs.slice(Math.max(0, index - context), index + context + 1).includes(true),
  )
  return lines.flatMap((line, index) => {
    const isAlone = isNear[index - 1] !== false && isNear[index + 1] !== false // a lone line is as short as its fold
    if (isNear[index] === true || isAlone) return [line]
    return isNear[index - 1] === false ? [] : ['  …']
  })
}

function linesOf(value: unknown): readonly string[] {
  const text = inspect(value, {
    depth: Infinity,
    compact: false,
    sorted: byName,
    breakLength: 100,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
  })
  return text.split('\n').map((line) => line.replace(/,$/, '')) // a last line is as good as one before others
}

/** An event's type is read before its data, which may be long. */
function byName(one: string, other: string): number {
  const [first, second] = [one, other].map((property) => (property.startsWith('type: ') ? '' : property))
  return first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1
}

/**
 * The longest common subsequence stays; what is only on the left goes, what is only on the right comes. Where that can be
 * told in several ways a line that goes is followed by one that comes, so that a property is compared with its like and not
 * with that of a later event.
 */
function compared(left: readonly string[], right: readonly string[]): readonly string[] {
  const common = commonLengths(left, right)
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0
  const lines: string[] = []
  let [goes, comes]: [string[], string[]] = [[], []]
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      lines.push(...goes, ...comes, `  ${left[row]}`)
      ;[goes, comes] = [[], []]
      row++
      column++
      continue
    }
    const lead = at(row + 1, column) - at(row, column + 1) || comes.length - goes.length
    if (column >= right.length || (row < left.length && lead >= 0)) goes.push(`- ${left[row++]}`)
    else comes.push(`+ ${right[column++]}`)
  }
  return [...lines, ...goes, ...comes]
}

/** How many lines are common from each place on, row by row. */
function commonLengths(left: readonly string[], right: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1))
  for (let row = left.length - 1; row >= 0; row--) {
    const [here, below] = [rows[row], rows[row + 1]]
    if (here === undefined || below === undefined) continue
    for (let column = right.length - 1; column >= 0; column--) {
      here[column] =
        left[row] === right[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, here[column + 1] ?? 0)
    }
  }
  return rows
}
