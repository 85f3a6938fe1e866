import { resolve } from 'node:path'
import { silentLogger } from '@uno-ts/types'
import type { EmbeddedDatabase } from './embedded-database.ts'
import type { EmbeddedOptions } from './embedded-options.ts'
import { openEngine } from './engine/open-engine.ts'
import { openFolder } from './folder/open-folder.ts'
import { OpenDatabase } from './open-database.ts'

/**
 * Opens PostgreSQL inside this process (PGlite), behind a `pg` pool: in memory, or in a folder. No server, no port, no
 * installation; SQL, types and errors are those of PostgreSQL.
 *
 * - **Durability**: with `dir`, what was acknowledged survives the death of the process, `kill -9` included. It does not
 *   survive a power failure: the database cannot ask the disk to sync.
 * - **One holder**: a second process that opens the folder is refused and told who holds it. The folder of a process
 *   that died is taken over. Processes that cannot see each other (containers) must not share a folder.
 * - **One connection**: statements run one after the other, in this process; a long one holds up everything. What
 *   PostgreSQL does in background processes (checkpoints, vacuum, statistics) is done between them.
 * - **Not there**: `COPY … FROM STDIN` (refused with SQLSTATE `0A000`), `statement_timeout`, cancelling.
 *
 * Starting takes about a second, the very first time five. It installs no signal handlers.
 *
 * @throws EmbeddedInUseError when another process holds `dir`; nothing was touched
 * @throws EmbeddedStartError when the database does not start, such as a folder of another version
 * @example
 * ```ts
 * import { embedded } from '@uno-ts/embedded'
 *
 * await using database = await embedded({ dir: 'data' })
 * const { rows } = await database.pool.query('select 1 + 1 as two')
 * console.log(rows)
 * ```
 */
export async function embedded({
  dir,
  extensions = [],
  settings = {},
  cacheDir,
  logger = silentLogger,
}: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
  const folder = dir === undefined ? undefined : await openFolder(resolve(dir))
  try {
    const engine = await openEngine({ folder, extensions, settings, cacheDir, logger })
    return new OpenDatabase({ engine, folder, extensions, logger })
  } catch (error) {
    await folder?.release()
    throw error
  }
}
