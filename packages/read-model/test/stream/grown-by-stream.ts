import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { fillLines } from './lines-model.ts'

const program = fileURLToPath(new URL('stream-program.ts', import.meta.url))

/** Streams so many rows in a process of its own. Answers how many came, and by how much the process grew at most. */
export async function grownByStream(
  url: string,
  rows: number,
): Promise<{ readonly count: number; readonly grownBytes: number }> {
  const pool = new Pool({ connectionString: url, max: 1 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await fillLines(db, rows)
  } finally {
    await db.destroy()
  }
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@uno-ts/source',
    '--no-warnings',
    program,
    url,
  ])
  return JSON.parse(stdout) as { count: number; grownBytes: number } // the program's own line
}
