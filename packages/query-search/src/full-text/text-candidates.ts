import type { Correction, ReadModelDefinition, SearchDefinition, TenantId, TextQuery } from '@uno-ts/types'
import { sql } from 'kysely'
import type { WordCorrector } from '../correct/word-corrector.ts'
import type { Candidate, CandidateSource } from '../hybrid/candidate-source.ts'
import { foundRows } from './found-rows.ts'

/** A {@link TextQuery} and, once it was prepared, what was meant by its misspelt words. */
export interface TextCandidateQuery extends TextQuery {
  readonly corrections?: readonly Correction[] | undefined
}

/** What a source of candidates by text is made of. */
export interface TextCandidatesOptions {
  readonly model: ReadModelDefinition
  readonly search: SearchDefinition
  readonly schema: string
  readonly tenant: TenantId
  readonly corrector: WordCorrector
}

/** The rows that hold the words, as candidates of a fusion. Misspelt words are corrected before the statement is written. */
export function textCandidates({
  model,
  search,
  schema,
  tenant: usual,
  corrector,
}: TextCandidatesOptions): CandidateSource<TextCandidateQuery> {
  return {
    name: 'text',
    async prepare(request, options) {
      const corrections = await corrector.correct(request, { ...options, tenant: options.tenant ?? usual })
      return corrections === undefined ? request : { ...request, corrections }
    },
    candidates({ text, match = 'any', ranking = 'rarity', corrections = [] }, { tenant, where, limit }) {
      const asked = { text, match, corrections }
      return sql<Candidate>`with ${foundRows({ model, search, schema, tenant, asked, ranking, where })}
select id, cast(score as float8) as score from hits order by score desc, id limit ${limit}`
    },
  }
}
