import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { standInDocker } from '../../test/stand-in-docker.ts'
import { accepting } from '../server/accepting.ts'
import { killedProcess } from '../server/killed-process.ts'
import { runProgram } from '../server/run-program.ts'
import { waitUntil } from '../server/wait-until.ts'
import { startPostgres } from './start-postgres.ts'

const scratch = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement)
    return rows
  } finally {
    await client.end()
  }
}

const settings = (url: string, ...names: string[]) =>
  query(url, `select name, setting from pg_settings where name in ('${names.join("','")}') order by name`)

/** What an empty cache may cost on a busy machine: a copy of the programs, and `initdb`. */
const initdbMs = 120_000

/** A cache with a package of Debian’s that does not run here, so that nobody asks the network for it. */
function brokenPackage() {
  const [major, cacheDir] = [97, join(scratch, 'cache')]
  const programs = join(cacheDir, `postgresql-${major}-deb/usr/lib/postgresql/${major}/bin`)
  mkdirSync(programs, { recursive: true })
  writeFileSync(join(programs, 'postgres'), '#!/bin/sh\necho it is broken >&2\nexit 1\n', { mode: 0o755 })
  return { major, cacheDir }
}

describe('a throw-away PostgreSQL', () => {
  it('is quick rather than durable, and leaves nothing behind', async () => {
    const server = await startPostgres({ settings: { wal_level: 'logical', max_connections: '7' } })
    expect(await settings(server.url, 'fsync', 'max_connections', 'wal_level')).toEqual([
      { name: 'fsync', setting: 'off' },
      { name: 'max_connections', setting: '7' },
      { name: 'wal_level', setting: 'logical' },
    ])
    await server.stop()
    await server.stop()
    expect(await accepting(server.port)).toBe(false)
    expect(existsSync(server.dir ?? '')).toBe(false)
  })

  it('makes databases of their own', async () => {
    await using server = await startPostgres({ durable: false })
    const database = await server.createDatabase({ name: 'shop' })
    expect(await query(database.url, 'select current_database() as name')).toEqual([{ name: 'shop' }])
  })

  it('may be started by many at once on a machine that never did', { timeout: initdbMs }, async () => {
    const cacheDir = join(scratch, 'cache')
    chmodSync(scratch, 0o755) // another account must reach the cache when root runs this
    const start = () => startPostgres({ durable: false, cacheDir })
    const servers = await Promise.all([start(), start(), start()])
    const answers = await Promise.all(servers.map(({ url }) => query(url, 'select 1 as x')))
    await Promise.all(servers.map((server) => server.stop()))
    expect(answers).toEqual([[{ x: 1 }], [{ x: 1 }], [{ x: 1 }]])
  })

  it('does not mind a cache whose files were swept away', { timeout: initdbMs }, async () => {
    const cacheDir = join(scratch, 'cache')
    const swept = readdirSync(cacheDir).find((name) => name.endsWith('-fresh')) ?? ''
    rmSync(join(cacheDir, swept, 'PG_VERSION'))
    rmSync(join(cacheDir, swept, 'base'), { recursive: true })
    await using server = await startPostgres({ durable: false, cacheDir })
    expect(await query(server.url, 'select 1 as x')).toEqual([{ x: 1 }])
  })

  it('is gone, folder and all, when the process that started it is killed', async () => {
    const { port, dir } = await killedProcess<{ port: number; dir: string }>(`
      import { startPostgres } from '${import.meta.resolve('./start-postgres.ts')}'
      const { port, dir } = await startPostgres({ durable: false })
      report({ port, dir })`)
    expect(await waitUntil(async () => !existsSync(dir) && !(await accepting(port)), 5_000)).toBe(true)
  })

  it('says what it tried when there is none of the wanted version', async () => {
    const { cacheDir, major } = brokenPackage()
    const env = { ...process.env, PATH: '/usr/bin:/bin' }
    const failure = startPostgres({ version: major, cacheDir, env })
    await expect(failure).rejects.toMatchObject({
      code: 'ERR_SERVICE_UNAVAILABLE',
      service: `PostgreSQL ${major}`,
    })
    await expect(failure).rejects.toThrow(
      /npm: it is version 18.*postgresql-97: it is broken; docker.*set TEST_DATABASE_URL$/,
    )
  })

  it('is one in docker when this machine has none of the wanted version', async () => {
    const { cacheDir, major } = brokenPackage()
    using docker = standInDocker()
    const port = Number(new URL(inject('postgresUrl')).port || 5432) // where docker would have published it
    await using server = await startPostgres({ version: major, port, cacheDir, env: docker.env })
    expect(server).toMatchObject({ origin: 'docker', port })
    expect(docker.asked().at(-1)).toContain(`postgres:${major}-alpine`)
  })

  it('shows the server’s own words when it does not start', async () => {
    const failure = startPostgres({ settings: { shared_buffers: 'plenty' } })
    await expect(failure).rejects.toMatchObject({
      code: 'ERR_SERVER_START',
      log: expect.stringContaining('shared_buffers'),
    })
  })
})

describe('a durable PostgreSQL', () => {
  it('keeps what was committed through a crash and a restart, on the same port', async () => {
    const dir = join(scratch, 'durable')
    await using server = await startPostgres({ dir })
    expect(await settings(server.url, 'fsync', 'full_page_writes', 'synchronous_commit')).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ])
    await query(server.url, 'create table kept as select 1 as x')
    const { url, pid } = server
    await server.kill()
    expect(await accepting(server.port)).toBe(false)
    await server.restart()
    expect(server.url).toBe(url)
    expect(server.pid).not.toBe(pid)
    expect(await query(url, 'select x from kept')).toEqual([{ x: 1 }])
    await server.restart()
    expect(await query(url, 'select x from kept')).toEqual([{ x: 1 }])
  })

  it('is shared by those who start it in the same folder, and ended by the one who did', async () => {
    const dir = join(scratch, 'shared')
    const servers = await Promise.all([startPostgres({ dir }), startPostgres({ dir })])
    const [owner, guest] = servers.toSorted((a, b) => Number(b.pid ?? 0) - Number(a.pid ?? 0))
    expect(guest?.port).toBe(owner?.port)
    await guest?.stop()
    expect(await accepting(owner?.port ?? 0)).toBe(true)
    await owner?.stop()
    expect(await accepting(owner?.port ?? 0)).toBe(false)
    expect(existsSync(dir)).toBe(true)
  })

  it('is gone, but its folder is not, when the process that started it is killed', async () => {
    const dir = join(mkdtempSync(join(scratch, 'closed-')), 'orphan') // whoever else runs the server may not enter there
    const { port } = await killedProcess<{ port: number }>(`
      import { startPostgres } from '${import.meta.resolve('./start-postgres.ts')}'
      const { port } = await startPostgres({ dir: '${dir}' })
      report({ port })`)
    expect(await waitUntil(async () => !(await accepting(port)), 5_000)).toBe(true)
    expect(existsSync(join(dir, 'PG_VERSION'))).toBe(true)
  })

  it('is a standby when its folder says so', async () => {
    const [primary, dir] = [join(scratch, 'primary'), join(scratch, 'standby')]
    const copied = await startPostgres({ dir: primary })
    await query(copied.url, 'create table kept as select 1 as x')
    await copied.stop()
    const { ok, complaint } = await runProgram('cp', ['-a', primary, dir])
    expect([ok, complaint]).toEqual([true, ''])
    writeFileSync(join(dir, 'standby.signal'), '')
    await using standby = await startPostgres({ dir, durable: false })
    const asked = 'select pg_is_in_recovery() as standby, x from kept'
    expect(await query(standby.url, asked)).toEqual([{ standby: true, x: 1 }])
  })

  it('leaves a folder alone that holds something else', async () => {
    const dir = mkdtempSync(join(scratch, 'other-'))
    writeFileSync(join(dir, 'photo.jpg'), 'x')
    await expect(startPostgres({ dir })).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    expect(readdirSync(dir)).toEqual(['photo.jpg'])
  })

  it('leaves a folder alone that holds data of another version', async () => {
    const dir = mkdtempSync(join(scratch, 'old-'))
    writeFileSync(join(dir, 'PG_VERSION'), '9\n')
    await expect(startPostgres({ dir })).rejects.toThrow(
      /expected a folder of PostgreSQL \d+ .*, found version 9/,
    )
  })
})

describe('a PostgreSQL', () => {
  it('says which version it is, whoever started it', async () => {
    await using own = await startPostgres({ durable: false })
    const guest = await startPostgres({ url: own.url })
    expect(await own.version()).toMatch(/^\d+\.\d+$/)
    expect(await guest.version()).toBe(await own.version())
  })

  it('of each version the run is about is there', async () => {
    for (const { name, url } of inject('postgresServers')) {
      const server = await startPostgres({ url })
      expect(`PostgreSQL ${await server.version()}`).toBe(name)
    }
  })
})

describe('a PostgreSQL that runs already', () => {
  it('is used when the environment names it, and is not ended', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@localhost:1/x', TEST_DATABASE_URL: inject('postgresUrl') }
    const server = await startPostgres({ env })
    const database = await server.createDatabase()
    expect(server).toMatchObject({
      url: env.TEST_DATABASE_URL,
      origin: 'url',
      dir: undefined,
      pid: undefined,
    })
    await expect(server.kill()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    await expect(server.restart()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    await server.stop()
    const left = await query(server.url, `select from pg_database where datname = '${database.name}'`)
    expect(left).toEqual([]) // what was made on it is gone
  })
})

describe('a PostgreSQL with extensions', () => {
  it('creates them, where there is one for this machine', async () => {
    for (const url of [inject('postgresFullUrl')].filter((there) => there !== undefined)) {
      const server = await startPostgres({ url })
      await using database = await server.createDatabase()
      for (const name of ['vector', 'age']) await query(database.url, `create extension ${name}`)
      const distances = await query(database.url, `select vector '[3, 0]' <-> '[0, 4]' as distance`)
      expect(distances).toEqual([{ distance: 5 }])
    }
  })

  it('is not one without them', async () => {
    const starting = startPostgres({ extensions: ['nobody_has_this'], version: 18 })
    await expect(starting).rejects.toMatchObject({
      code: 'ERR_SERVICE_UNAVAILABLE',
      service: 'PostgreSQL 18 with nobody_has_this',
    })
  })
})
