import { median } from '../measure/median.ts'
import { percentile } from '../measure/percentile.ts'
import type { Collection } from './collection/collection.ts'
import type { EvaluationMode } from './evaluation-mode.ts'
import { ndcg, recall } from './judge.ts'

/** How well a mode does, averaged over the questions that have an answer. */
export interface Evaluation {
  readonly mode: string
  readonly ndcg: number
  readonly recall: number
  /** How much of the exact ten best was found; where that is known. */
  readonly ofExact: number | undefined
  readonly medianMs: number
  readonly p95Ms: number
}

/** Asks a mode every question of a collection, one after the other. */
export async function evaluateMode(mode: EvaluationMode, { queries }: Collection): Promise<Evaluation> {
  const times: number[] = []
  const gains: number[] = []
  const recalls: number[] = []
  const ofExact: number[] = []
  for (const [nr, query] of queries.entries()) {
    const began = performance.now()
    const answer = await mode.ask(query, nr)
    times.push(performance.now() - began)
    if (query.grades.size === 0) continue
    gains.push(ndcg(answer, query.grades))
    recalls.push(recall(answer, new Set(query.grades.keys())))
    if (mode.exact !== undefined) ofExact.push(recall(answer, mode.exact(nr)))
  }
  return {
    mode: mode.name,
    ndcg: mean(gains),
    recall: mean(recalls),
    ofExact: mode.exact && mean(ofExact),
    medianMs: median(times),
    p95Ms: percentile(times, 95),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
