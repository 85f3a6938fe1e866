import { embedded } from '@uno-ts/embedded'
import type { PostgresServer } from '@uno-ts/testing'
import { openPool, plainTypes } from '../event-store/contender/open-pool.ts'
import type { OpenPath, Path } from '../suite/path.ts'
import type { SearchDatabase, SearchPath } from './search-path.ts'

/**
 * The paths of a run: each on the server of the run, which has no extensions, where it needs none; and each on the
 * embedded database, which has them all.
 */
export function onDatabases(paths: readonly SearchPath[]): readonly Path[] {
  return paths.flatMap((path) => [
    ...((path.extensions ?? []).length === 0 ? [onServer(path)] : []),
    onEmbedded(path),
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
