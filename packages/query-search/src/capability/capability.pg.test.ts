import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { CapabilityProbe } from './capability-probe.ts'
import { extensionNames } from './database-capabilities.ts'
import { detectCapabilities } from './detect-capabilities.ts'
import { installExtensions } from './install-extensions.ts'
import { requireCapability } from './require-capability.ts'

describe.each(inject('postgresServers'))('what $name can do', async ({ name, url }) => {
  const database = await createDatabase(url)
  const pool = new Pool({ connectionString: database.url })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  it('is told with every extension, there or not', async () => {
    const { serverVersion, serverMajor, extensions } = await detectCapabilities(db)
    expect(name).toBe(`PostgreSQL ${serverVersion}`)
    expect(serverMajor).toBe(Number.parseInt(serverVersion))
    expect(Object.keys(extensions)).toEqual(extensionNames)
  })

  it('is demanded by name, with the way to get it', async () => {
    const { extensions, ...server } = await detectCapabilities(db)
    const none = { available: false, installed: false, version: undefined, schema: undefined }
    const without = { ...server, extensions: { ...extensions, vector: none } }
    expect(() => requireCapability(without, 'vector')).toThrow(
      expect.objectContaining({
        code: 'ERR_CAPABILITY',
        capability: 'vector',
        message: expect.stringContaining(`postgresql-${server.serverMajor}-pgvector`) as unknown,
      }),
    )
    const listed = { ...server, extensions: { ...extensions, vector: { ...none, available: true } } }
    expect(() => requireCapability(listed, 'vector')).toThrow('create extension vector')
  })

  it('grows by the extensions the server has, made by many at once', async () => {
    const probe = new CapabilityProbe({ db })
    const before = await probe.capabilities()
    const made = await Promise.all(
      Array.from({ length: 4 }, () => installExtensions(db, ['pg_trgm', 'unaccent'])),
    )
    for (const { extensions } of made) {
      for (const extension of ['pg_trgm', 'unaccent'] as const) {
        expect(extensions[extension].installed).toBe(before.extensions[extension].available)
      }
    }
    const demanded = await probe.require('pg_trgm').then(
      ({ schema }) => schema,
      (error: unknown) => (error as { readonly code: string }).code,
    )
    expect(demanded).toBe(before.extensions.pg_trgm.available ? 'public' : 'ERR_CAPABILITY')
  })

  it('is told, not thrown, where a user may create none', async () => {
    await sql`drop extension if exists pg_trgm`.execute(db)
    const role = `asker_${database.url.split('/').at(-1)?.replaceAll(/\W/g, '')}`
    await sql`create role ${sql.id(role)}`.execute(db)
    const client = new Pool({ connectionString: database.url, max: 1 })
    const other = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: client }) })
    try {
      await sql`set role ${sql.id(role)}`.execute(other)
      const { extensions } = await installExtensions(other, ['pg_trgm', 'vector'])
      expect(extensions.pg_trgm.installed).toBe(false)
    } finally {
      await other.destroy()
      await sql`drop role ${sql.id(role)}`.execute(db)
    }
  })
})
