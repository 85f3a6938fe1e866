import type { JudgedQuery } from './collection/collection.ts'

/** One way to search, to be judged beside others. */
export interface EvaluationMode {
  /** Names it in the table. */
  readonly name: string
  /** The ids of the ten best, the best first. `nr` is the place of the question in its collection. */
  ask(query: JudgedQuery, nr: number): Promise<readonly string[]>
  /** What the ten best are if nothing is approximated; default: not known. */
  exact?(nr: number): ReadonlySet<string>
}
