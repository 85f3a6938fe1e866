import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { waitUntil } from '@uno-ts/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embedded } from '../embedded.ts'

const cacheDir = join(tmpdir(), 'uno-ts-test-snapshots')
let dir: string
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'uno-ts-test-')), 'data')
})
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }))

/** Another process that opens the folder and runs `body` with `database`. */
function otherProcess(body: string): ChildProcessByStdio<null, Readable, null> {
  const module = `
    import { embedded } from '${import.meta.resolve('../embedded.ts')}'
    const database = await embedded(${JSON.stringify({ dir, cacheDir })})
    ${body}`
  const flags = ['--conditions=@uno-ts/source', '--input-type=module', '--eval', module]
  return spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function kill(child: ChildProcessByStdio<null, Readable, null>): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

describe('the folder of an embedded database', () => {
  it('keeps what was written from one opening to the next, and has one holder in this process', async () => {
    const first = await embedded({ dir, cacheDir })
    await first.pool.query(`create table kept as select 'é' as x`)
    await expect(embedded({ dir, cacheDir })).rejects.toMatchObject({ pid: process.pid })
    expect((await first.pool.query('select x from kept')).rows).toEqual([{ x: 'é' }])
    await first.close()
    await using second = await embedded({ dir, cacheDir })
    expect(second.dir).toBe(dir)
    expect((await second.pool.query('select x from kept')).rows).toEqual([{ x: 'é' }])
  })

  it('has one holder: the second process is told the first one’s pid', async () => {
    const holder = otherProcess(`console.log('open'); setInterval(() => {}, 1000)`)
    try {
      await once(holder.stdout, 'data')
      await expect(embedded({ dir, cacheDir })).rejects.toMatchObject({
        code: 'ERR_EMBEDDED_IN_USE',
        pid: holder.pid,
        dir,
        message: expect.stringContaining(`in use by the process with pid ${holder.pid}`),
      })
    } finally {
      await kill(holder)
    }
    await using heir = await embedded({ dir, cacheDir }) // the dead holder's folder is free
    expect(heir.dir).toBe(dir)
  })

  it('holds every acknowledged row after kill -9, however often', async () => {
    let acknowledged = 0
    for (let round = 1; round <= 2; round++) {
      const writer = otherProcess(`
        await database.pool.query('create table if not exists log (id bigint primary key, text text)')
        const { rows } = await database.pool.query('select coalesce(max(id), 0)::int as last from log')
        for (let id = rows[0].last + 1; ; id++) {
          await database.pool.query('insert into log values ($1, repeat($2, 2000))', [id, 'text ' + id])
          process.stdout.write(id + '\\n')
        }`)
      let told = ''
      writer.stdout.on('data', (text: Buffer) => (told += text.toString()))
      const before = acknowledged
      await waitUntil(() => told.split('\n').length > 200, 20_000)
      await kill(writer)
      acknowledged = Number(told.split('\n').at(-2))
      expect(acknowledged).toBeGreaterThanOrEqual(before + 200)

      await using survivor = await embedded({ dir, cacheDir })
      const { rows } = await survivor.pool.query(
        'select count(*)::int as rows, max(id)::int as last, bool_and(length(text) > 10000) as whole from log',
      )
      expect(rows[0].last).toBeGreaterThanOrEqual(acknowledged)
      expect(rows[0]).toMatchObject({ rows: rows[0].last, whole: true }) // none is missing before the last one
      acknowledged = rows[0].last
    }
  })

  it('is begun anew when the process died while it put the first database there', async () => {
    const beginner = otherProcess('')
    await waitUntil(
      () => existsSync(join(dir, 'unfinished')) && existsSync(join(dir, 'pgdata', 'base')),
      20_000,
      1,
    )
    await kill(beginner)
    await using database = await embedded({ dir, cacheDir })
    expect((await database.pool.query('select 1 as x')).rows).toEqual([{ x: 1 }])
    expect(existsSync(join(dir, 'unfinished'))).toBe(false)
  })

  it('is left alone when it holds data of another version', async () => {
    const first = await embedded({ dir, cacheDir })
    await first.close()
    writeFileSync(join(dir, 'pgdata', 'PG_VERSION'), '12\n')
    await expect(embedded({ dir, cacheDir })).rejects.toMatchObject({
      code: 'ERR_EMBEDDED_START',
      dir,
      message: expect.stringContaining('The data directory was initialized by PostgreSQL version 12'),
    })
    expect(existsSync(join(dir, 'pgdata', 'base'))).toBe(true)
    expect(existsSync(join(dir, 'lock'))).toBe(false)
  })
})
