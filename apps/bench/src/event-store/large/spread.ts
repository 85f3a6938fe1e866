/**
 * Goes through the numbers from 0 to `count` - 1 as if at random, each once before any comes again: steps of the golden
 * section, which land far from each other however many are taken.
 */
export function* spread(count: number): Generator<number, never> {
  let step = Math.max(1, Math.round(count * 0.618_034))
  while (greatestCommonDivisor(step, count) !== 1) step++
  for (let at = 0; ; at = (at + step) % count) yield at
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
