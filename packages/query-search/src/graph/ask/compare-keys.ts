/** Compares two texts by code point, as the database orders keys. */
export function compareKeys(a: string, b: string): number {
  const least = Math.min(a.length, b.length)
  for (let index = 0; index < least; index++) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Halves of characters beyond the 16 bits come after all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
