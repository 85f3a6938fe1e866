import { createDatabase, startFaultProxy } from '@uno-ts/testing'
import { streamId } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { collected, describeImport, history } from '../../test/describe-import.ts'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { importEvents } from './import-events.ts'

describeImport('a native server', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url })
  return {
    pool,
    copy: [true, false],
    close: async () => {
      await pool.end()
      await database.drop()
    },
  }
})

describe('importing beside others', () => {
  let open: OpenStore
  beforeAll(async () => {
    open = await openStore({ pollIntervalMs: 20 })
  })
  afterAll(() => open.close())

  it('leaves no gap for readers while others append', async () => {
    const events = history(3_000)
    const appended: string[] = []
    const done = new AbortController()
    const append = async (nr: number): Promise<void> => {
      for (let round = 0; !done.signal.aborted; round++) {
        const event = { id: crypto.randomUUID(), type: 'Live', data: {} }
        await open.store.append(streamId('live', `${nr}x${round}`), [event], { expectedVersion: 'no-stream' })
        appended.push(event.id)
      }
    }
    const appending = Promise.all([1, 2, 3, 4].map(append))
    const followed: string[] = []
    const following = new AbortController()
    const follower = (async () => {
      for await (const page of open.store.subscribe({ signal: following.signal })) {
        followed.push(...page.events.map((event) => event.id))
      }
    })().catch(() => undefined)
    await importEvents(events, { pool: open.pool, expectedVersion: 'no-stream', batchSize: 100 })
    done.abort()
    await appending
    await expect.poll(() => followed.length, { timeout: 10_000 }).toBe(events.length + appended.length)
    following.abort()
    await follower
    expect(new Set(followed)).toEqual(new Set([...appended, ...events.map((event) => event.id)]))
    const live = new Set(appended)
    expect(followed.filter((id) => !live.has(id))).toEqual(events.map((event) => event.id))
  })

  it('is seen by conditions while it is under way', async () => {
    const query = { items: [{ tags: ['imported:1'] }] }
    const { head } = await open.store.readByQuery(query)
    const tagged = { streamId: streamId('tagged', '1'), type: 'Tagged', data: {}, tags: ['imported:1'] }
    await importEvents([tagged], { pool: open.pool, expectedVersion: 'no-stream' })
    const plan = {
      appends: [{ events: [{ type: 'Decided', data: {} }] }],
      conditions: [{ failIfEventsMatch: query, after: head }],
    }
    await expect(open.store.commit(plan)).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('writes each event once when two import the same history at the same time', async () => {
    const events = history(400, 'twice')
    const options = { pool: open.pool, expectedVersion: 'any', batchSize: 50 } as const
    const results = await Promise.all([importEvents(events, options), importEvents(events, options)])
    expect(results.map(({ imported }) => imported).reduce((a, b) => a + b)).toBe(400)
    const found = await collected(open.store.readAll({ filter: { categories: ['twice'] } }))
    expect(found.map((event) => event.id)).toEqual(events.map((event) => event.id))
  })

  it('writes each event once when the answer to a commit is lost', async () => {
    const target = new URL(open.url)
    await using proxy = await startFaultProxy({
      target: { host: target.hostname, port: Number(target.port) },
    })
    const pool = open.anotherPool({ connectionString: proxy.rewrite(open.url), max: 2 })
    let commits = 0
    pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown
      const watched = (...args: unknown[]): unknown => {
        if (args[0] === 'commit' && ++commits === 2) proxy.dropReplies()
        return query(...args)
      }
      Object.assign(client, { query: watched })
    })
    const events = history(300, 'lost').map(({ id: _id, ...event }) => event)
    const importing = importEvents(events, { pool, expectedVersion: 'no-stream', batchSize: 100 })
    const here = async (): Promise<number> =>
      (await collected(open.store.readAll({ filter: { categories: ['lost'] } }))).length
    await expect.poll(here, { timeout: 10_000 }).toBe(200)
    proxy.heal()
    await expect(importing).resolves.toMatchObject({ read: 300, imported: 300, known: 0 })
    const found = await collected(open.store.readAll({ filter: { categories: ['lost'] } }))
    expect(found.map((event) => event.data)).toEqual(events.map((event) => event.data))
  })
})
