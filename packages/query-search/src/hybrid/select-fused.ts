import type { Fusion } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { Candidate } from './candidate-source.ts'

/** A source with what it proposes and how much it counts. */
export interface WeighedSource {
  readonly name: string
  readonly weight: number
  readonly candidates: RawBuilder<Candidate>
}

/** What a statement of a fusion is made of. */
export interface FusedSelection {
  /** At least one. */
  readonly sources: readonly WeighedSource[]
  readonly fusion: Fusion
  /** The constant of reciprocal ranks. */
  readonly rankConstant: number
  readonly limit: number
  readonly offset: number
}

/** One row: the page, best first, and how many rows all sources have proposed. */
export interface FusedRecord {
  readonly hits: readonly (readonly [id: string, score: number, shares: readonly SharedScore[]])[]
  readonly total: number
}

/** What one source has said: the number of the source, and its rank, score and share. */
export type SharedScore = readonly [source: number, rank: number, score: number, share: number]

/**
 * Asks all sources and fuses what they propose, in one statement.
 *
 * Reciprocal ranks: Cormack, Clarke, Büttcher, {@link https://doi.org/10.1145/1571941.1572114 | SIGIR 2009}.
 */
export function selectFused({
  sources,
  fusion,
  rankConstant,
  limit,
  offset,
}: FusedSelection): RawBuilder<FusedRecord> {
  const asked = sources.map(({ candidates }, index) => selectRanked(index, candidates))
  const shares = sources.map(
    ({ weight }, index) =>
      sql`select ${sql.lit(index)} as source, id, rank, score,
    ${weight}::float8 * ${fusion === 'weighted' ? evenedScore : reciprocalRank(rankConstant)} as share from ${nameOf(index)}`,
  )
  // Shares are added in the order of their sources: a sum of floats depends on it, and pages must agree.
  return sql`with ${sql.join(asked, sql`, `)},
shares as materialized (${sql.join(shares, sql` union all `)}),
fused as materialized (
  select id, sum(share order by source) as score,
    json_agg(json_build_array(source, rank, score, share) order by source) as shares
  from shares group by id
),
page as (select * from fused order by score desc, id limit ${limit} offset ${offset})
select
  (select coalesce(json_agg(json_build_array(id, score, shares) order by score desc, id), '[]') from page) as hits,
  (select count(*)::int from fused) as total`
}

/** The candidates of a source with their ranks, and the least and greatest score among them. */
function selectRanked(index: number, candidates: RawBuilder<Candidate>): RawBuilder<unknown> {
  return sql`${nameOf(index)} as materialized (
  select id, score, row_number() over (order by score desc, id) as rank,
    min(score) over () as least, max(score) over () as most
  from (select id::text collate "C" as id, score::float8 as score from (${candidates}) as proposed) as candidates
)`
}

/** 1 for the best candidate and 0 for the worst; where all are alike, each is the best. */
const evenedScore = sql`coalesce((score - least) / nullif(most - least, 0), 1)`

function reciprocalRank(constant: number): RawBuilder<unknown> {
  return sql`(1 / (${constant}::float8 + rank))`
}

/** The name within the statement: the source's own may be anything. */
function nameOf(index: number): RawBuilder<unknown> {
  return sql.id(`#${index}`)
}
