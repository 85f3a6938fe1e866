import { median } from '../measure/median.ts'
import type { Samples } from '../measure/measure-path.ts'
import type { Better, Path, Target } from '../suite/path.ts'

/** The figures of one contender on one path. */
export interface Measurement {
  readonly suite: string
  readonly path: string
  readonly contender: string
  readonly unit: string
  readonly better: Better
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: number
}

/** How our contender did against another. */
export interface Comparison {
  readonly suite: string
  readonly path: string
  readonly ours: string
  readonly against: string
  readonly better: Better
  /** Whose ratio this one is divided by, if any. */
  readonly relativeTo?: Target['relativeTo']
  /** Of the medians, bigger being better: ours ÷ against, or the other way round where lower is better. */
  readonly ratio: number
  /** Absent where the ratio is only told. */
  readonly target?: number | undefined
  readonly met?: boolean | undefined
}

/** What a path came to. The JSON file is a list of both kinds. */
export interface Results {
  readonly measurements: readonly Measurement[]
  readonly comparisons: readonly Comparison[]
}

/**
 * Sums up the rounds of one path.
 *
 * @throws Error when a target names a contender that did not run
 */
export function resultsOf(suite: string, path: Path, samples: Samples): Results {
  const { id, unit, better } = path
  const measurements = [...samples].map(([contender, figures]) => ({
    suite,
    path: id,
    contender,
    unit,
    better,
    median: median(figures),
    min: Math.min(...figures),
    max: Math.max(...figures),
    rounds: figures.length,
  }))
  return { measurements, comparisons: path.targets.map((target) => compared(suite, path, target, samples)) }
}

function compared(suite: string, { id, better }: Path, target: Target, samples: Samples): Comparison {
  const { ours, against, relativeTo } = target
  const ratioOfPair = (pair: Pick<Target, 'ours' | 'against'>): number =>
    ratioOf(medianOf(samples, pair.ours), medianOf(samples, pair.against), better)
  const ratio = ratioOfPair(target) / (relativeTo === undefined ? 1 : ratioOfPair(relativeTo))
  const pair = { suite, path: id, ours, against, better }
  const told = relativeTo === undefined ? { ...pair, ratio } : { ...pair, relativeTo, ratio }
  if (target.ratio === undefined) return told
  return { ...told, target: target.ratio, met: ratio >= target.ratio }
}

/** How many times as good `ours` is as `against`. */
export function ratioOf(ours: number, against: number, better: Better): number {
  return better === 'higher' ? ours / against : against / ours
}

function medianOf(samples: Samples, contender: string): number {
  const figures = samples.get(contender)
  if (figures === undefined) {
    throw new Error(`expected a contender "${contender}", found ${[...samples.keys()].join(', ')}`)
  }
  return median(figures)
}
