import { InMemoryEventStore, waitUntil } from '@uno-ts/testing'
import { projectionId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbedded, type OpenEmbedded } from '../../test/open-embedded.ts'
import { append, many } from '../../test/tally.ts'
import { totals } from '../../test/totals.ts'
import { ProjectionRunner } from '../index.ts'

let database: OpenEmbedded
let db: OpenEmbedded['db']

beforeAll(async () => {
  database = await openEmbedded()
  ;({ db } = database)
})
afterAll(() => database.close())

const id = projectionId('totals')

describe('a raised version on the embedded database', () => {
  it('is built beside the old one, swapped in, and the old one dropped', async () => {
    const eventStore = new InMemoryEventStore()
    const options = { eventStore, db, leaseTtlMs: 600, graceMs: 300 }
    await append(eventStore, many(40, 2))
    await using old = new ProjectionRunner({ ...options, projections: [totals(1)] })
    await old.start()
    await old.caughtUp()
    await using next = new ProjectionRunner({ ...options, projections: [totals(2)] })
    await next.start()
    await next.activated(id)
    await next.waitFor(id, await append(eventStore, many(2, 2)))
    const table = await next.activeTable(id, 'totals')
    const { rows } = await database.pool.query(`select key, count::int from ${table} order by key`)
    expect(rows).toEqual([
      { key: 'k0', count: 21_000 },
      { key: 'k1', count: 21_000 },
    ])
    expect(await next.rebuildForAggregate(id, 'k1')).toBe(21)
    const isOver = async () => (await old.status())[0]?.error?.code === 'ERR_SUPERSEDED'
    expect(await waitUntil(isOver, 5_000)).toBe(true)
    const isDropped = async () => {
      const found = await database.pool.query(`select from pg_class where relname = 'totals_v1'`)
      return found.rowCount === 0
    }
    expect(await waitUntil(isDropped, 5_000)).toBe(true)
  }, 20_000)
})
