import { InvalidArgumentError, type MigrationSet } from '@uno-ts/types'

/** @throws InvalidArgumentError when two sets have the same name, or the steps of one are not in ascending order */
export function checkSets(sets: readonly MigrationSet[]): void {
  if (new Set(sets.map((set) => set.name)).size !== sets.length) {
    throw new InvalidArgumentError('each migration set may be given once: two have the same name')
  }
  for (const set of sets) {
    const names = set.steps.map((step) => step.name)
    if (names.some((name, index) => index > 0 && name <= (names[index - 1] ?? ''))) {
      throw new InvalidArgumentError(
        `the steps of "${set.name}" must ascend by name, found ${names.join(', ')}`,
      )
    }
  }
}
