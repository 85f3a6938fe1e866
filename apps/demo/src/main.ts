// `npm start [-- --native]`
import { parseArgs } from 'node:util'
import { gracefulShutdown } from '@uno-ts/fastify-adapter'
import { pino } from 'pino'
import { createShop } from './container.ts'
import { migrateShop } from './database/migrate-shop.ts'
import { openDatabase } from './database/open-database.ts'
import { openRedis } from './database/open-redis.ts'
import { messageFor } from './message-for.ts'
import { ShopPage } from './page/shop-page.ts'
import { writeSamples } from './sample/write-samples.ts'
import { FrontDoor } from './server/front-door.ts'
import { shopServer } from './server/shop-server.ts'
import { welcome } from './server/welcome.ts'
import { readSettings, SettingError } from './settings.ts'
import { startTelemetry } from './telemetry/start-telemetry.ts'

try {
  await main()
} catch (error) {
  console.error(messageFor(error))
  process.exitCode = 1
}

async function main(): Promise<void> {
  const settings = readSettings(process.env, { native: wantsNative() })
  const stopped = stopSignal()
  const door = new FrontDoor()
  const port = await door.listen(settings.port)
  const page = new ShopPage()
  page.files().catch(() => {}) // tried again when somebody asks for it; the API does not depend on it
  try {
    await using telemetry = await startTelemetry({ exports: settings.exportsTelemetry })
    await using database = await openDatabase(settings.database)
    await using redis = settings.redisUrl === undefined ? undefined : await openRedis(settings.redisUrl)
    await migrateShop(database.pool)
    const container = createShop({
      pool: database.pool,
      redis: redis?.client,
      logger: pino({ level: 'warn' }),
    })
    const shop = container.cradle
    try {
      const samples = await writeSamples(shop)
      await shop.projectionRunner.start()
      shop.keyExpiry.start()
      await shop.projectionRunner.caughtUp()
      const server = await shopServer({ shop, door, page, metrics: telemetry.metrics })
      console.log(await welcome(shop, { port, place: database.description, samples }))
      await stopped
      await gracefulShutdown(server, { signals: [] }).begin()
    } finally {
      await container.dispose()
    }
  } finally {
    await door.close()
  }
}

function wantsNative(): boolean {
  try {
    return parseArgs({ options: { native: { type: 'boolean', default: false } } }).values.native
  } catch {
    throw new SettingError('expected no argument but --native')
  }
}

/** Resolves when the process is asked to stop; a second signal ends it at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve()))
}
