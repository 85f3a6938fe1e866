import type { MutantResults } from './mutate-part.ts'

type MutantResult = MutantResults[number]

/** What each area must reach. */
export const leastPercent = 85

/** How an area has done. */
export interface Score {
  readonly name: string
  /** Noticed by a test that failed. */
  readonly killed: number
  /** Noticed because a test never ended. */
  readonly timedOut: number
  readonly survived: number
  /** Not run by any test. */
  readonly uncovered: number
  /** Of those that were tried. */
  readonly percent: number
}

/** Counts an area's mutants; those a comment excludes, with its reason, are not tried. */
export function score(name: string, results: readonly Pick<MutantResult, 'status'>[]): Score {
  const count = (status: MutantResult['status']): number =>
    results.filter((result) => result.status === status).length
  const [killed, timedOut, survived, uncovered] = [
    count('Killed'),
    count('Timeout'),
    count('Survived'),
    count('NoCoverage'),
  ]
  const detected = killed + timedOut
  const tried = detected + survived + uncovered
  return { name, killed, timedOut, survived, uncovered, percent: (100 * detected) / Math.max(1, tried) }
}

/** The scores as lines of a page. */
export function table(scores: readonly Score[]): string {
  return [
    '| area | killed | timed out | survived | not covered | score |',
    '| --- | --- | --- | --- | --- | --- |',
    ...scores.map(
      ({ name, killed, timedOut, survived, uncovered, percent }) =>
        `| ${name} | ${killed} | ${timedOut} | ${survived} | ${uncovered} | ${percent.toFixed(1)} % |`,
    ),
  ].join('\n')
}
