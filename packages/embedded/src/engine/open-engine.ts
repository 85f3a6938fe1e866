import { PGlite } from '@electric-sql/pglite'
import type { Logger } from '@uno-ts/types'
import type { Folder } from '../folder/open-folder.ts'
import { Housekeeper } from '../housekeeping/housekeeper.ts'
import { defaultCacheDir } from '../snapshot/default-cache-dir.ts'
import { Snapshot } from '../snapshot/snapshot.ts'
import { EmbeddedStartError } from './embedded-start-error.ts'
import { Engine } from './engine.ts'
import { loadExtensions, type ExtensionName } from './extension.ts'
import { pgliteVersion } from './pglite-version.ts'
import { simpleQuery } from './simple-query.ts'
import { startParameters } from './start-parameters.ts'

/** What {@link openEngine} needs. */
export interface OpenEngineOptions {
  /** Where the data is; `undefined` for memory. */
  readonly folder: Folder | undefined
  readonly extensions: readonly ExtensionName[]
  readonly settings: Readonly<Record<string, string>>
  readonly cacheDir: string | false | undefined
  readonly logger: Logger
}

/** Starts the database: from its folder, else from a snapshot of a fresh one, else from nothing. */
export async function openEngine(options: OpenEngineOptions): Promise<Engine> {
  const lite = options.folder?.holdsDatabase === true ? await start(options) : await startNew(options)
  try {
    await createExtensions(lite, options)
    const [row] = await simpleQuery(lite, 'show server_version')
    const versions = { serverVersion: row?.[0] ?? '', engine: `PGlite ${pgliteVersion()}` }
    return new Engine({ lite, housekeeper: new Housekeeper(lite, options.logger), versions })
  } catch (error) {
    await lite.close()
    throw error
  }
}

async function startNew(options: OpenEngineOptions): Promise<PGlite> {
  const { cacheDir = defaultCacheDir(), extensions, logger } = options
  const snapshot = cacheDir === false ? undefined : new Snapshot({ cacheDir, extensions, logger })
  const archive = await snapshot?.read()
  if (archive !== undefined) {
    try {
      return await create(options, archive)
    } catch (error) {
      logger.warn({ err: error }, 'the embedded database does not start from its snapshot')
    }
  }
  const lite = await create(options)
  await createExtensions(lite, options)
  await simpleQuery(lite, 'checkpoint') // so that whoever starts from the snapshot has nothing to recover
  await snapshot?.write(await lite.dumpDataDir('none'))
  return lite
}

async function create(options: OpenEngineOptions, archive?: Blob): Promise<PGlite> {
  await options.folder?.begin()
  const lite = await start(options, archive)
  await options.folder?.finish()
  return lite
}

async function start({ folder, extensions, settings }: OpenEngineOptions, archive?: Blob): Promise<PGlite> {
  const loaded = await loadExtensions(extensions)
  const reasons: string[] = []
  try {
    return await PGlite.create({
      ...(folder !== undefined && { dataDir: folder.data }),
      ...(archive !== undefined && { loadDataDir: archive }),
      extensions: loaded,
      startParams: startParameters(folder === undefined, settings),
      onStderr: (line) => {
        reasons.push(...fatalReason(line))
        return false // nothing is printed
      },
    })
  } catch (error) {
    throw new EmbeddedStartError(folder?.dir, reasons.join(', '), { cause: error })
  }
}

/** What a line of the server's log says about its end: `… FATAL:  database files are incompatible with server`. */
function fatalReason(line: string): readonly string[] {
  return /(?:FATAL|PANIC|DETAIL|HINT): +(.*)/.exec(line)?.slice(1) ?? []
}

async function createExtensions(lite: PGlite, { extensions }: OpenEngineOptions): Promise<void> {
  for (const name of extensions) await simpleQuery(lite, `create extension if not exists ${name}`)
}
