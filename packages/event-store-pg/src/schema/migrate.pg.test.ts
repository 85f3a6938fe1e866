import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { migrate } from './migrate.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describe('migrations', () => {
  it('run once when eight processes start at the same time', async () => {
    await using database = await createDatabase(inject('postgresUrl'))
    const script = join(import.meta.dirname, '../../test/migrating-process.ts')
    const execArgv = ['--conditions=@uno-ts/source']
    const processes = Array.from({ length: 8 }, () => fork(script, [database.url], { execArgv }))
    try {
      await Promise.all(processes.map((process) => once(process, 'message')))
      const applied = processes.map(async (process): Promise<number> => (await once(process, 'message'))[0])
      for (const process of processes) process.send('start')
      expect((await Promise.all(applied)).toSorted((a, b) => b - a)).toEqual([
        eventStoreMigrations.steps.length,
        ...Array.from({ length: 7 }, () => 0),
      ])
    } finally {
      for (const process of processes) process.kill()
    }
  })

  it('run once when eight connections of one process ask at the same time', async () => {
    await using database = await createDatabase(inject('postgresUrl'))
    const pools = Array.from({ length: 8 }, () => new Pool({ connectionString: database.url, max: 1 }))
    try {
      const results = await Promise.all(pools.map((pool) => migrate(pool, [eventStoreMigrations])))
      const applied = results.map((result) => result.applied.length).toSorted((a, b) => b - a)
      expect(applied).toEqual([eventStoreMigrations.steps.length, 0, 0, 0, 0, 0, 0, 0])
    } finally {
      await Promise.all(pools.map((pool) => pool.end()))
    }
  })

  it('leave nothing behind when a step fails', async () => {
    const broken = {
      name: 'broken',
      steps: [{ name: '001', statements: () => ['create table uno.half (x int)', 'oops'] }],
    }
    await expect(migrate(open.pool, [broken])).rejects.toMatchObject({ code: 'ERR_DATABASE' })
    const { rows } = await open.pool.query(`select to_regclass('uno.half') as half`)
    expect(rows[0].half).toBeNull()
  })

  it('refuse a database that is newer than the program', async () => {
    const older = { ...eventStoreMigrations, steps: eventStoreMigrations.steps.slice(0, 1) }
    await expect(migrate(open.pool, [older])).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
  })

  it('refuse a schema name that is not a plain identifier', async () => {
    await expect(migrate(open.pool, [], { schema: 'x"; drop table y' })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
  })
})

describe('recorded events', () => {
  it.each(['update uno.events set type = $$x$$', 'delete from uno.events', 'truncate uno.events'])(
    'refuse %s',
    async (statement) => {
      await expect(open.pool.query(statement)).rejects.toMatchObject({ code: '2F002' })
    },
  )
})
