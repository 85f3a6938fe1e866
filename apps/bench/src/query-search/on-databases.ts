import { embedded } from '@uno-ts/embedded'
import { startPostgres, type PostgresServer } from '@uno-ts/testing'
import { openPool, plainTypes } from '../event-store/contender/open-pool.ts'
import type { OpenPath, Path } from '../suite/path.ts'
import type { SearchDatabase, SearchPath } from './search-path.ts'

/** Which databases a run is on. */
export interface DatabaseChoice {
  /** Whether there is a server with all extensions too, which is started for each path. */
  readonly full: boolean
}

/**
 * The paths of a run: each on the server of the run, which has no extensions, where it needs none; and each on the
 * embedded database, which has them all, and on a server that has them where one is wanted.
 */
export function onDatabases(paths: readonly SearchPath[], { full }: DatabaseChoice): readonly Path[] {
  return paths.flatMap((path) => [
    ...((path.extensions ?? []).length === 0 ? [onServer(path)] : []),
    onEmbedded(path),
    ...(full ? [onFullServer(path)] : []),
  ])
}

function onServer(path: SearchPath): Path {
  return { ...path, open: (server) => opened(path, (resources) => serverDatabase(server, resources)) }
}

function onEmbedded(path: SearchPath): Path {
  return {
    ...path,
    id: `${path.id}-embedded`,
    does: `${path.does}; embedded`,
    open: () => opened(path, (resources) => embeddedDatabase(path, resources)),
  }
}

/** A server of its own, as durable as that of the run: it ends with the path. */
function onFullServer(path: SearchPath): Path {
  return {
    ...path,
    id: `${path.id}-full`,
    does: `${path.does}; PostgreSQL 17 with its extensions`,
    open: () =>
      opened(path, async (resources) => {
        const server = await startPostgres({ durable: true, extensions: ['vector', 'age'] })
        return serverDatabase(resources.use(server), resources)
      }),
  }
}

/** Opens a path on a database that is closed after it. */
async function opened(
  path: SearchPath,
  openDatabase: (resources: AsyncDisposableStack) => Promise<SearchDatabase>,
): Promise<OpenPath> {
  await using resources = new AsyncDisposableStack()
  const open = resources.use(await path.open(await openDatabase(resources)))
  const kept = resources.move()
  return {
    contenders: open.contenders,
    verify: () => open.verify(),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function serverDatabase(
  server: PostgresServer,
  resources: AsyncDisposableStack,
): Promise<SearchDatabase> {
  const { url } = resources.use(await server.createDatabase())
  const pool = openPool(url, 4)
  resources.defer(() => pool.end())
  return { pool }
}

async function embeddedDatabase(
  { extensions }: SearchPath,
  resources: AsyncDisposableStack,
): Promise<SearchDatabase> {
  const { pool } = resources.use(await embedded({ extensions }))
  Object.assign(pool.options, { types: plainTypes }) // before its first connection: rivals replace those of the process
  return { pool }
}
