import type { GraphAnswerOf, GraphQuery } from '@uno-ts/types'

/** How many neighbours, nodes or matches an answer has; a path counts its nodes. */
export function graphAnswerSize(answer: GraphAnswerOf<GraphQuery>): number {
  if ('neighbours' in answer) return answer.neighbours.length
  if ('matches' in answer) return answer.matches.length
  return 'path' in answer ? (answer.path?.nodes.length ?? 0) : answer.nodes.length
}
