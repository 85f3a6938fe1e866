/** How many of the first answers are judged. */
export const depth = 10

/**
 * Normalized discounted cumulative gain of the first ten: 1 when the best answers come first, in the order of their
 * grades. https://en.wikipedia.org/wiki/Discounted_cumulative_gain
 */
export function ndcg(answer: readonly string[], grades: ReadonlyMap<string, number>): number {
  const ideal = [...grades.values()].toSorted((a, b) => b - a)
  return gain(answer.map((id) => grades.get(id) ?? 0)) / gain(ideal)
}

/** How much of what there is stands among the first ten. */
export function recall(answer: readonly string[], wanted: ReadonlySet<string>): number {
  return answer.slice(0, depth).filter((id) => wanted.has(id)).length / wanted.size
}

function gain(grades: readonly number[]): number {
  return grades.slice(0, depth).reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0)
}
