import { defineGraph } from '@uno-ts/query-search'

/** Items with links between them, as a catalogue has. */
export const sampleGraph = defineGraph({
  name: 'bench',
  nodes: { Item: {} },
  edges: { LINKS: { from: 'Item', to: 'Item' } },
})

/** How large a sample is. */
export interface GraphSize {
  readonly nodes: number
  /** How many links lead away from each node. */
  readonly links: number
}

/** The key of an item. */
export function itemKey(nr: number): string {
  return `item-${String(nr).padStart(6, '0')}`
}

/** The same links in every run, spread over all items; no item has two to the same one, nor one to itself. */
export function sampleLinks({ nodes, links }: GraphSize): { readonly from: string; readonly to: string }[] {
  let state = 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * nodes)
  }
  return Array.from({ length: nodes }, (_, from) => {
    const to = new Set<number>()
    while (to.size < links) {
      const nr = next()
      if (nr !== from) to.add(nr)
    }
    return [...to].map((nr) => ({ from: itemKey(from), to: itemKey(nr) }))
  }).flat()
}
