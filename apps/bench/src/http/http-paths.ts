import type { Path } from '../suite/path.ts'
import { commandPaths } from './command/command-paths.ts'
import { fanOutPath } from './fan-out/fan-out-path.ts'
import { queryPaths } from './query/query-paths.ts'

/** Over HTTP and WebSocket, asked by another process. */
export const httpPaths: readonly Path[] = [
  ...queryPaths({ requests: 20_000, connections: 100 }),
  // A command that loads needs an order with ten events, made before the round; the engine compiles for 20,000 appends.
  ...commandPaths({ requests: { loading: 6_000, appending: 20_000 }, connections: 100 }),
  fanOutPath({ id: 'fan-out', clients: 500, changes: 200, target: 0.8 }),
]
