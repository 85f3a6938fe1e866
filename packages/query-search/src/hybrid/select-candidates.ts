import { sql, type RawBuilder } from 'kysely'
import type { Candidate } from './candidate-source.ts'

/** What one source has proposed, the best first. */
export interface ProposedCandidates {
  readonly ids: readonly string[]
  /** In the order of the ids. */
  readonly scores: readonly number[]
}

/** One row: what each source has proposed, in the order of the sources. */
export interface CandidateRecord {
  readonly proposed: readonly ProposedCandidates[]
}

/** Asks all sources in one statement. */
export function selectCandidates(sources: readonly RawBuilder<Candidate>[]): RawBuilder<CandidateRecord> {
  return sql`select json_build_array(${sql.join(sources.map(selectProposed))}) as proposed`
}

function selectProposed(candidates: RawBuilder<Candidate>): RawBuilder<unknown> {
  return sql`(
  select json_build_object(
    'ids', coalesce(array_agg(id order by score desc, id), '{}'),
    'scores', coalesce(array_agg(score order by score desc, id), '{}'))
  from (select id::text collate "C" as id, score::float8 as score from (${candidates}) as proposed) as candidates
)`
}
