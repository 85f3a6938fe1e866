import type { Path } from '../../suite/path.ts'
import { routePath } from '../route-path.ts'
import { lineBody } from './add-line.ts'
import { byHandRoute } from './by-hand-routes.ts'
import { unoTsRoute } from './uno-ts-routes.ts'

/** What the two paths are made of. */
export interface CommandPathSizes {
  /** A round, of commands that load and of those that only append. */
  readonly requests: { readonly loading: number; readonly appending: number }
  readonly connections: number
}

/** Commands over HTTP: one that loads ten events and decides, and one that only appends. */
export function commandPaths({ requests, connections }: CommandPathSizes): readonly Path[] {
  const load = { method: 'POST', path: '/orders', body: lineBody, connections } as const
  const database = { connections: 20 }
  const loading = [unoTsRoute({ before: 10, ...database }), byHandRoute({ before: 10, ...database })] as const
  const appending = [unoTsRoute({ before: 0, ...database }), byHandRoute({ before: 0, ...database })] as const
  const atLeast = ([ours, against]: typeof loading, ratio: number) => [
    { ours: ours.name, against: against.name, ratio },
  ]
  return [
    routePath({
      ...load,
      id: 'command',
      requests: requests.loading,
      does: 'validate, load ten events, decide, append one',
      contenders: loading,
      targets: atLeast(loading, 1.5),
    }),
    routePath({
      ...load,
      id: 'command-append',
      requests: requests.appending,
      does: 'validate, append one event to a new stream',
      contenders: appending,
      targets: atLeast(appending, 1.7),
    }),
  ]
}
