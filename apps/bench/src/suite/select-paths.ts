import { ConfigurationError } from '@uno-ts/types'
import type { Path } from './path.ts'

/**
 * Finds the paths of a suite, all or those of the ids in `only`, in the suite's order.
 *
 * @throws ConfigurationError when there is no such suite, it has no paths, or an id is not one of its paths
 */
export function selectPaths(
  suites: Readonly<Record<string, readonly Path[]>>,
  suite: string,
  only: readonly string[] | undefined,
): readonly Path[] {
  const paths = Object.hasOwn(suites, suite) ? suites[suite] : undefined
  if (paths === undefined) {
    throw new ConfigurationError(
      `expected a suite, one of ${Object.keys(suites).join(', ')}; found "${suite}"`,
    )
  }
  if (paths.length === 0) {
    const filled = Object.keys(suites).filter((name) => suites[name]?.length !== 0)
    throw new ConfigurationError(`the suite "${suite}" has no paths; suites with paths: ${filled.join(', ')}`)
  }
  if (only === undefined) return paths
  const ids = paths.map(({ id }) => id)
  const unknown = only.find((id) => !ids.includes(id))
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `expected paths of ${suite} after --only: ${ids.join(', ')}; found "${unknown}"`,
    )
  }
  return paths.filter(({ id }) => only.includes(id))
}
