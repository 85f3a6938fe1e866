import { afterAll, describe, expect, inject, it } from 'vitest'
import { killedProcess } from '../server/killed-process.ts'
import { waitUntil } from '../server/wait-until.ts'
import { createDatabase } from './create-database.ts'
import { createTemplate } from './create-template.ts'
import { DatabaseTemplate } from './database-template.ts'
import { ownPrefix } from './database-owner.ts'
import { withClient } from './with-client.ts'

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const { rows } = await withClient(url, (client) => client.query<Record<string, unknown>>(statement))
  return rows
}

async function fill(url: string): Promise<void> {
  await query(url, 'create table filled as select 42 as x')
}

/** The databases on a server whose names begin so. */
async function databases(serverUrl: string, prefix: string): Promise<unknown[]> {
  const rows = await query(
    serverUrl,
    `select datname from pg_database where starts_with(datname, '${prefix}')`,
  )
  return rows.map(({ datname }) => datname)
}

/** What this process has made on a server. */
const ours = (serverUrl: string) => databases(serverUrl, `${ownPrefix()}${process.pid}_`)

describe.each(inject('postgresServers'))('a template on $name', async ({ url: serverUrl }) => {
  // Without copies of its own made ahead: a test counts those of another one.
  const template = await createTemplate(serverUrl, { fill, spares: 0 })
  afterAll(() => template.drop())

  it('is copied for each who asks, and no copy is anybody else’s', async () => {
    await using one = await template.createDatabase()
    await using other = await template.createDatabase()
    await query(one.url, 'update filled set x = 1')
    expect(await query(one.url, 'select x from filled')).toEqual([{ x: 1 }])
    expect(await query(other.url, 'select x from filled')).toEqual([{ x: 42 }])
  })

  it('has copies ready before they are asked for, and new ones when they were taken', async () => {
    const before = await ours(serverUrl)
    const eager = new DatabaseTemplate({ serverUrl, name: template.name, spares: 2 })
    await using first = await eager.createDatabase()
    const areReady = async () => (await ours(serverUrl)).length === before.length + 3
    expect(await waitUntil(areReady, 20_000)).toBe(true)
    const ready = await ours(serverUrl)
    const taken = await Promise.all([eager.createDatabase(), eager.createDatabase()])
    expect(ready).toEqual(expect.arrayContaining([first, ...taken].map(({ name }) => name)))
    expect(await waitUntil(async () => (await ours(serverUrl)).length === before.length + 5, 20_000)).toBe(
      true,
    )
    await Promise.all(taken.map((database) => database.drop()))
    await eager.drop()
    await eager.drop()
    const left = new Set(await ours(serverUrl))
    expect(left).toEqual(new Set([...before, first.name])) // which is its taker's
  })

  it('tells each who asks that it cannot be copied', async () => {
    const gone = new DatabaseTemplate({ serverUrl, name: 'nobody_made_this' })
    gone.prepare()
    await expect(gone.createDatabase()).rejects.toMatchObject({ code: '3D000' })
    await expect(gone.createDatabase()).rejects.toMatchObject({ code: '3D000' })
    await gone.drop()
  })
})

describe('making a template', () => {
  const serverUrl = inject('postgresUrl')

  it('leaves neither it nor its copies when it is over', async () => {
    const before = await ours(serverUrl)
    const template = await createTemplate(serverUrl, { fill, spares: 2 })
    await template.drop()
    expect(await ours(serverUrl)).toEqual(before)
  })

  it('leaves nothing when it cannot be filled', async () => {
    const before = await ours(serverUrl)
    const refuses = createTemplate(serverUrl, {
      fill: () => Promise.reject(new RangeError('no such migration')),
    })
    await expect(refuses).rejects.toThrow('no such migration')
    expect(await ours(serverUrl)).toEqual(before)
  })

  it('leaves nothing to those who come after a process that was killed', async () => {
    const { prefix } = await killedProcess<{ prefix: string }>(`
      import { createTemplate } from '${import.meta.resolve('./create-template.ts')}'
      const template = await createTemplate(${JSON.stringify(serverUrl)}, { fill: async () => {} })
      const { name } = await template.createDatabase()
      report({ prefix: name.slice(0, name.lastIndexOf('_')) })`)
    expect(await databases(serverUrl, prefix)).not.toEqual([])
    const isGone = await waitUntil(async () => {
      await using next = await createDatabase(serverUrl) // sweeps
      return !next.name.startsWith(prefix) && (await databases(serverUrl, prefix)).length === 0
    }, 10_000)
    expect(isGone).toBe(true)
  })
})
