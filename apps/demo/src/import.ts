// `npm run demo:import -- <file> [--stock N] [--native]`
import { stat } from 'node:fs/promises'
import { pino } from 'pino'
import { createShop } from './container.ts'
import { migrateShop } from './database/migrate-shop.ts'
import { openDatabase } from './database/open-database.ts'
import { openRedis } from './database/open-redis.ts'
import { readImportArguments } from './import/import-arguments.ts'
import { importSummary } from './import/import-summary.ts'
import { runImport } from './import/run-import.ts'
import { messageFor } from './message-for.ts'
import { readSettings, SettingError, type Settings } from './settings.ts'

/** Ends with 0 when all went well, 2 when lines were left out, 1 when it failed, 130 or 143 when it was stopped. */
try {
  process.exitCode = await main()
} catch (error) {
  console.error(messageFor(error))
  process.exitCode = 1
}

async function main(): Promise<number> {
  const { file, stock, native } = readImportArguments(process.argv.slice(2), process.env)
  const settings = readSettings(process.env, { native })
  demandPlace(settings)
  await demandFile(file)

  const stopping = stopOnSignals()
  await using database = await openDatabase(settings.database)
  await using redis = settings.redisUrl === undefined ? undefined : await openRedis(settings.redisUrl)
  await migrateShop(database.pool)
  const shop = createShop({
    pool: database.pool,
    redis: redis?.client,
    logger: pino({ level: 'warn' }),
  })
  try {
    console.log(`Importing ${file} into ${database.description}.`)
    const report = await runImport(shop.cradle, {
      file,
      stock,
      stop: stopping.signal,
      output: process.stdout,
    })
    console.log(importSummary(report))
    if (!report.complete) return stopping.exitCode()
    return report.tally.unreadable > 0 ? 2 : 0
  } finally {
    await shop.dispose()
  }
}

function demandPlace({ database }: Settings): void {
  if (database.kind !== 'memory') return
  throw new SettingError(
    'the import needs a place that stays: set DATA_DIR to a folder, or DATABASE_URL to a PostgreSQL database',
  )
}

async function demandFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile() !== true) throw new SettingError(`there is no file ${file}`)
}

/** The first signal lets what is under way finish; the second ends the process as signals do. */
function stopOnSignals() {
  const controller = new AbortController()
  let exitCode = 0
  const stop = (code: number) => () => {
    exitCode = code
    controller.abort()
  }
  process.once('SIGINT', stop(130)).once('SIGTERM', stop(143))
  return { signal: controller.signal, exitCode: () => exitCode }
}
