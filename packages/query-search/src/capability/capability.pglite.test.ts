import { embedded } from '@uno-ts/embedded'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { CapabilityProbe } from './capability-probe.ts'

const database = await embedded({ extensions: ['vector'] })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
afterAll(() => database.close())

it('knows what the embedded database was opened with', async () => {
  const probe = new CapabilityProbe({ db })
  const { serverVersion } = await probe.capabilities()
  expect(serverVersion).toBe(database.facts.serverVersion)
  expect((await probe.require('vector')).installed).toBe(true)
  await expect(probe.require('age')).rejects.toMatchObject({ code: 'ERR_CAPABILITY', capability: 'age' })
})
