/**
 * How many letters must be changed, added, left out or swapped with their neighbour to make `to` of `from`: the optimal
 * string alignment distance. https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
 */
export function editDistance(from: string, to: string): number {
  return distances(from, to).at(-1) ?? 0
}

/** The distance to the beginning of `to` that is nearest. */
export function editDistanceToBeginning(from: string, to: string): number {
  return Math.min(...distances(from, to))
}

/** The distances from `from` to each beginning of `to`, the empty one first. */
function distances(from: string, to: string): readonly number[] {
  let before: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let least = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        least = Math.min(least, at(before, column - 2) + 1)
      }
      current.push(least)
    }
    before = previous
    previous = current
  }
  return previous
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0
}
