import { isUnoError, type LeftOutSource, type ReadModelOptions } from '@uno-ts/types'
import type { CandidateSource } from './candidate-source.ts'

/** A source and what it is asked. */
export interface AskedSource {
  readonly name: string
  readonly source: CandidateSource<unknown>
  readonly request: unknown
}

/** The sources that can be asked, and those that cannot. */
export interface PreparedSources {
  readonly asked: readonly AskedSource[]
  readonly leftOut: readonly (LeftOutSource & { readonly error: unknown })[]
}

/**
 * Prepares what sources are asked, all at once.
 *
 * @throws what the preparation of a source throws, unless it is unable and may be left out
 */
export async function prepareSources(
  sources: readonly AskedSource[],
  options: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'>,
  unable: 'fail' | 'leave-out',
): Promise<PreparedSources> {
  const outcomes = await Promise.allSettled(
    sources.map(async (each) => ({
      ...each,
      request:
        each.source.prepare === undefined ? each.request : await each.source.prepare(each.request, options),
    })),
  )
  const asked: AskedSource[] = []
  const leftOut: (LeftOutSource & { readonly error: unknown })[] = []
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') asked.push(outcome.value)
    else if (unable === 'leave-out' && isUnable(outcome.reason)) {
      const source = sources[index]?.name ?? '' // as many outcomes as sources
      leftOut.push({ source, reason: outcome.reason.message, error: outcome.reason })
    } else throw outcome.reason
  }
  return { asked, leftOut }
}

/** Whether a source cannot answer now, whatever it is asked: an extension is missing, or nobody embeds the text. */
function isUnable(error: unknown): error is Error {
  return isUnoError(error, 'ERR_CAPABILITY') || isUnoError(error, 'ERR_EMBEDDING')
}
