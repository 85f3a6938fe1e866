import type { Path } from '../../suite/path.ts'
import { LargeLogs, type LogSizes } from './large-logs.ts'
import { largePath } from './large-path.ts'
import { largeWork, type LargeRounds } from './large-work.ts'

/** How many events make a log large unless the command says. */
export const largeEvents = 10_000_000

/** The event store on a small and a large log. The large one is filled by the first path, which takes minutes. */
export function largePaths(
  sizes: LogSizes,
  {
    rounds = { appends: 1_000, loads: 2_000, reads: 50 },
    tell = console.log,
  }: { readonly rounds?: LargeRounds; readonly tell?: (line: string) => void } = {},
): readonly Path[] {
  const logs = new LargeLogs(sizes, tell)
  return largeWork(rounds).map((work) => largePath(work, logs, sizes))
}
