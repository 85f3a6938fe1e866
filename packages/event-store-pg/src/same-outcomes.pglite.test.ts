import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sameOutcomes } from '../test/same-outcomes/same-outcomes.ts'
import { eventStoreMigrations } from './migrations.ts'
import { migrate } from './schema/migrate.ts'

let database: EmbeddedDatabase

beforeAll(async () => {
  database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
})
afterAll(() => database.close())

describe('random calls on the embedded database', () => {
  it('come to the same as on the twin in memory', async () => {
    expect(await sameOutcomes(database.pool, { runs: 30, timeMs: 8_000 })).toBeGreaterThan(3)
  })
})
