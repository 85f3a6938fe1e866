import { defineGraph } from '../src/graph/define/define-graph.ts'

/** A graph of every kind of edge: with a direction, without, between labels, and derived. */
export const social = defineGraph({
  name: 'social',
  nodes: { Person: {}, Club: {} },
  edges: {
    WROTE_TO: { from: 'Person', to: 'Person' },
    KNOWS: { from: 'Person', to: 'Person', undirected: true },
    MEMBER_OF: { from: 'Person', to: 'Club' },
    MEETS: { shared: 'MEMBER_OF' },
  },
})
