import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createDatabase, waitUntil } from '@uno-ts/testing'
import { Pool } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { openTestShop } from '../../test/open-test-shop.ts'
import { compareReports, generateRetail, parseRetail } from '../../test/retail.ts'

const program = fileURLToPath(new URL('../import.ts', import.meta.url))
const lines = generateRetail({ lines: 12_000, seed: 11 })

/** An import in a process of its own, on a database of its own. */
async function importElsewhere() {
  const database = await createDatabase(inject('postgresUrl'))
  const folder = await mkdtemp(join(tmpdir(), 'uno-ts-killed-'))
  const file = join(folder, 'lines.csv')
  await writeFile(file, lines)
  const pool = new Pool({ connectionString: database.url, max: 8 })
  const ignore = () => undefined // a database that is dropped ends its connections
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  return {
    pool,
    start(): ChildProcess {
      const { DATA_DIR: _, REDIS_URL: __, ...environment } = process.env
      return spawn(process.execPath, ['--conditions=@uno-ts/source', program, file], {
        env: { ...environment, DATABASE_URL: database.url },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    },
    /** Resolves when the process has booked so many invoices more. */
    async booked(more: number): Promise<void> {
      const before = await orders(pool)
      expect(await waitUntil(async () => (await orders(pool)) >= before + more, 30_000)).toBe(true)
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database.drop()
      await rm(folder, { recursive: true })
    },
  }
}

async function orders(pool: Pool): Promise<number> {
  try {
    const { rows } = await pool.query<{ count: string }>(
      `select count(*) from uno.streams where stream_id like 'order-%'`,
    )
    return Number(rows[0]?.count)
  } catch {
    return 0 // the tables are not there yet
  }
}

describe('an import that is ended from outside', () => {
  it('has lost nothing and doubled nothing when it was killed, again and again, and is run to its end', async () => {
    await using elsewhere = await importElsewhere()
    for (const more of [1, 150, 250]) {
      const process = elsewhere.start()
      const ended = once(process, 'exit')
      await elsewhere.booked(more)
      process.kill('SIGKILL')
      expect(await ended).toEqual([null, 'SIGKILL'])
    }
    await using test = await openTestShop(elsewhere.pool)
    const { tally } = await test.importText(lines)
    expect(tally.alreadyThere).toBeGreaterThan(400)
    expect(tally.alreadyThere).toBeLessThan(tally.commands)
    const differences = await Array.fromAsync(compareReports(test.ask, parseRetail(lines)))
    expect(differences.filter(({ difference }) => difference !== undefined)).toEqual([])
  })

  it('finishes what is under way on SIGTERM, and says how to go on', async () => {
    await using elsewhere = await importElsewhere()
    const process = elsewhere.start()
    const ended = once(process, 'exit')
    const output = process.stdout === null ? '' : text(process.stdout)
    await elsewhere.booked(20)
    process.kill('SIGTERM')
    expect(await ended).toEqual([143, null])
    expect(await output).toContain('the same command goes on where this one stopped')
  })
})
