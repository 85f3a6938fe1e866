import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { consistencyToken, silentLogger } from '@uno-ts/types'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { RedisClientType } from 'redis'
import { createShop, type Shop } from '../src/container.ts'
import { migrateShop } from '../src/database/migrate-shop.ts'
import { runImport, type ImportReport } from '../src/import/run-import.ts'
import { FrontDoor } from '../src/server/front-door.ts'
import { shopServer } from '../src/server/shop-server.ts'
import type { Ask } from './retail.ts'

/** A whole shop over a database, without a port until its door listens. */
export interface TestShop extends AsyncDisposable {
  readonly shop: Shop
  readonly door: FrontDoor
  readonly server: FastifyInstance
  /** Asks the API, after all that has happened, and gives what it answers as JSON. */
  readonly ask: Ask
  /** Imports a file that is given as text; `output` gets what was said. */
  importText(text: string, options?: ImportTextOptions): Promise<ImportReport & { readonly output: string }>
}

export interface ImportTextOptions {
  readonly stock?: number | undefined
  readonly stop?: AbortSignal | undefined
}

/** Opens a shop over an empty database, and Redis where it is to have one. Pool and client stay open. */
export async function openTestShop(pool: Pool, redis?: RedisClientType): Promise<TestShop> {
  await migrateShop(pool)
  const container = createShop({ pool, redis, logger: silentLogger })
  const shop = container.cradle
  await shop.projectionRunner.start()
  const door = new FrontDoor()
  const server = await shopServer({ shop, door })
  return {
    shop,
    door,
    server,
    async ask(url) {
      const headers = { 'uno-consistency-token': consistencyToken(await shop.eventStore.head()) }
      return (await server.inject({ url, headers })).json()
    },
    async importText(text, { stock, stop = new AbortController().signal } = {}) {
      const folder = await mkdtemp(join(tmpdir(), 'uno-ts-import-'))
      const output = new PassThrough({ encoding: 'utf8' })
      try {
        const file = join(folder, 'lines.csv')
        await writeFile(file, text)
        const report = await runImport(shop, { file, stock, stop, output })
        return { ...report, output: String(output.read() ?? '') }
      } finally {
        await rm(folder, { recursive: true })
      }
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await container.dispose()
    },
  }
}
