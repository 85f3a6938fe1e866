import type { CandidateShare, Fusion } from '@uno-ts/types'
import type { ProposedCandidates } from './select-candidates.ts'
import { sharesOf } from './shares.ts'

/** A source, how much it counts and what it has proposed. */
export interface FusedSource extends ProposedCandidates {
  readonly name: string
  readonly weight: number
}

/** A row that some source has proposed. */
export interface FusedRow {
  readonly id: string
  readonly score: number
  /** By the sources that have proposed it, in their order. */
  readonly sources: Readonly<Record<string, CandidateShare>>
}

/**
 * One list of what several sources have proposed, the best first, rows of the same score by id.
 *
 * Reciprocal ranks: Cormack, Clarke, Büttcher, {@link https://doi.org/10.1145/1571941.1572114 | SIGIR 2009}.
 */
export function fuse(
  sources: readonly FusedSource[],
  options: { readonly fusion: Fusion; readonly rankConstant: number },
): readonly FusedRow[] {
  const rows = new Map<string, { score: number; sources: Record<string, CandidateShare> }>()
  for (const { name, weight, ids, scores } of sources) {
    const shares = sharesOf(scores, options)
    for (const [place, id] of ids.entries()) {
      const share = weight * (shares[place] ?? 0)
      let row = rows.get(id)
      if (row === undefined) rows.set(id, (row = { score: 0, sources: {} }))
      row.score += share
      row.sources[name] = { rank: place + 1, score: scores[place] ?? 0, share }
    }
  }
  return [...rows].map(([id, row]) => ({ id, ...row })).toSorted(byScore)
}

/** As PostgreSQL orders ids of the collation "C" as long as they are of the basic plane, and always in the same way. */
function byScore(a: FusedRow, b: FusedRow): number {
  if (a.score !== b.score) return b.score - a.score
  return a.id < b.id ? -1 : 1
}
