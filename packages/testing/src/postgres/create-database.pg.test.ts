import { Client } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { killedProcess } from '../server/killed-process.ts'
import { waitUntil } from '../server/wait-until.ts'
import { createDatabase } from './create-database.ts'

const serverUrl = inject('postgresUrl')

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(statement)
  await client.end()
  return rows
}

describe('a test database', () => {
  it('is empty and nobody else’s', async () => {
    await using one = await createDatabase(serverUrl)
    await using other = await createDatabase(serverUrl)
    await query(one.url, 'create table secret (x int)')
    expect(one.name).not.toBe(other.name)
    expect(await query(other.url, "select to_regclass('secret') as found")).toEqual([{ found: null }])
  })

  it('can be a copy of another one', async () => {
    await using original = await createDatabase(serverUrl)
    await query(original.url, 'create table numbers as select 42 as x')
    await using copy = await createDatabase(serverUrl, { template: original.name })
    expect(await query(copy.url, 'select x from numbers')).toEqual([{ x: 42 }])
  })

  it('is dropped although somebody is still connected', async () => {
    const database = await createDatabase(serverUrl)
    const client = new Client({ connectionString: database.url })
    const ended = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await database.drop()
    expect(await ended).toMatchObject({ code: '57P01' })
    await database.drop() // a second time does nothing
    const left = await query(serverUrl, `select from pg_database where datname = '${database.name}'`)
    expect(left).toEqual([])
  })

  it('is dropped by the next one when its process was killed', async () => {
    const { name } = await killedProcess<{ name: string }>(`
      import { createDatabase } from '${import.meta.resolve('./create-database.ts')}'
      const { name } = await createDatabase(${JSON.stringify(serverUrl)})
      report({ name })`)
    const isThere = async () =>
      (await query(serverUrl, `select from pg_database where datname = '${name}'`)).length === 1
    expect(await isThere()).toBe(true)
    await using next = await createDatabase(serverUrl)
    // The server may not have noticed yet that the killed one's connection is gone.
    const isGone = await waitUntil(async () => {
      await using again = await createDatabase(serverUrl)
      return again.name !== next.name && !(await isThere())
    }, 5_000)
    expect(isGone).toBe(true)
  })

  it.each(['Shop', 'a-b', '', '1st', 'x"; drop database postgres; --'])(
    'refuses the name %j',
    async (name) => {
      await expect(createDatabase(serverUrl, { name })).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
      })
    },
  )
})
