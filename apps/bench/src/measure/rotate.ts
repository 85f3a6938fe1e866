/** The same items beginning with the one at `by`, so that over the rounds everybody has every place in the order. */
export function rotate<Item>(items: readonly Item[], by: number): readonly Item[] {
  const first = by % Math.max(1, items.length)
  return [...items.slice(first), ...items.slice(0, first)]
}
