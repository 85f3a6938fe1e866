import type { PostgresServer } from '@uno-ts/testing'
import type { Path } from '../suite/path.ts'
import { rotate } from './rotate.ts'

/** The figures of one path: for each contender, one a round, in the order of the rounds. */
export type Samples = ReadonlyMap<string, readonly number[]>

/**
 * Measures a path: one round that warms up and is not counted, then rounds in which the contenders take turns, each
 * round in another order, so that what the machine does meanwhile meets all of them.
 *
 * @throws what the path throws when its contenders did not do equal work; then there are no figures
 */
export async function measurePath(
  path: Path,
  options: { readonly server: PostgresServer; readonly rounds: number },
): Promise<Samples> {
  await using open = await path.open(options.server)
  const { contenders } = open
  const samples = new Map(contenders.map(({ name }): [string, number[]] => [name, []]))
  for (const contender of contenders) await contender.run()
  for (let round = 0; round < options.rounds; round++) {
    for (const contender of rotate(contenders, round)) {
      const figure = await contender.run()
      samples.get(contender.name)?.push(figure)
    }
  }
  await open.verify()
  return samples
}
