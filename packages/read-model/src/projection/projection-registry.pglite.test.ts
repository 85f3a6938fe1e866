import { embedded } from '@uno-ts/embedded'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll } from 'vitest'
import { describeProjectionRegistry } from '../../test/describe-projection-registry.ts'
import { createRegistry, openRegistry } from '../../test/open-registry.ts'

const database = await embedded()
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
await createRegistry(db)

afterAll(() => database.close())

describeProjectionRegistry('the embedded database', () => openRegistry(db))
