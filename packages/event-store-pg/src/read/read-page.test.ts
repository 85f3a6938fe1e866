import { defaultTenant, globalPosition, type EventFilter, type Horizon } from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { HeldConnection } from '../../test/held-connection.ts'
import type { EventSource } from './event-source.ts'
import { readPage } from './read-page.ts'

let database: HeldConnection
let source: EventSource
beforeEach(() => {
  database = new HeldConnection()
  source = {
    connection: database,
    schema: '"uno"',
    tenant: defaultTenant,
    codec: undefined,
    statement: (text) => ({ name: 'prepared', text }),
  }
})

const at = (position: number | bigint) => globalPosition(BigInt(position))
const row = (position: number) => [
  String(position),
  'test-1',
  '1',
  'id',
  'Happened',
  1,
  null,
  {},
  {},
  new Date(0),
]
const horizonRow = (position: number, drawn: number) => [String(position), null, String(drawn)]

describe('a page of the log below the horizon of now', () => {
  it.each<[string, EventFilter | undefined, bigint]>([
    ['everything', undefined, 2n ** 48n],
    ['a filter that says nothing', { categories: undefined }, 2n ** 48n],
    ['types', { types: ['A'], categories: ['b'] }, 500_000n],
    ['categories', { categories: ['b'] }, 50_000n],
    ['tags', { tags: ['a:1'] }, 50_000n],
    ['one request', { correlationId: 'c1' }, 50_000n],
  ])('looks through no more of it than is of use for %s', (_, filter, window) => {
    void readPage(source, { after: at(7), filter, limit: 3 })
    const { types, categories, tags, correlationId } = filter ?? {}
    expect(database.sent[0]?.values).toEqual([
      'default',
      '7',
      3,
      String(window),
      types,
      categories,
      tags,
      correlationId,
    ])
  })

  it('begins at the origin, with a thousand events', () => {
    void readPage(source, {})
    expect(database.sent[0]?.values.slice(0, 3)).toEqual(['default', '0', 1_000])
  })

  it('tells the horizon, and ends there when the log does', async () => {
    const reading = readPage(source, { limit: 3 })
    await database.sent[0]?.answer(horizonRow(9, 12), row(4), row(6))
    const { page, horizon, stored } = await reading
    expect(horizon).toEqual({ position: 9n, drawn: 12n })
    expect([page.position, page.atHead, stored]).toEqual([9n, true, 2])
    expect(page.events.map(({ globalPosition: position }) => position)).toEqual([4n, 6n])
  })

  it('ends behind its last event when it is full, which is the head where nothing follows', async () => {
    const reading = readPage(source, { limit: 2 })
    await database.sent[0]?.answer(horizonRow(9, 9), row(4), row(6))
    expect((await reading).page).toMatchObject({ position: 6n, atHead: false })
    const last = readPage(source, { limit: 2 })
    await database.sent[1]?.answer(horizonRow(9, 9), row(6), row(9))
    expect((await last).page).toMatchObject({ position: 9n, atHead: true })
  })

  it('moves to the end of its window where nothing matches', async () => {
    const reading = readPage(source, { after: at(10), filter: { categories: ['b'] } })
    await database.sent[0]?.answer(horizonRow(900_000, 900_000))
    expect((await reading).page).toEqual({ events: [], position: 50_010n, atHead: false })
  })

  it('stays where it is when the horizon lies before it', async () => {
    const reading = readPage(source, { after: at(10) })
    await database.sent[0]?.answer(horizonRow(7, 7))
    expect((await reading).page).toEqual({ events: [], position: 10n, atHead: true })
  })

  it('is at the origin of a log that is empty', async () => {
    const reading = readPage(source, {})
    await database.sent[0]?.answer()
    expect(await reading).toEqual({
      page: { events: [], position: 0n, atHead: true },
      horizon: { position: 0n, drawn: 0n },
      stored: 0,
    })
  })

  it.each([0, -1, 1.5, 2 ** 53])('has not %d events', async (limit) => {
    await expect(readPage(source, { limit })).rejects.toThrow(
      `limit is a whole number from 1, found ${limit}`,
    )
  })
})

describe('a page of the log below a horizon that was read before', () => {
  const horizon: Horizon = { position: at(900_000), drawn: at(900_000) }

  it('asks for nothing beyond it, and tells the same one', async () => {
    const reading = readPage(source, { after: at(899_999), limit: 3 }, horizon)
    expect(database.sent[0]?.values).toEqual(['default', '899999', '900000', 3])
    await database.sent[0]?.answer(row(900_000))
    expect(await reading).toMatchObject({ page: { position: 900_000n, atHead: true }, horizon, stored: 1 })
  })

  it('ends with its window, and moves there where nothing matches', async () => {
    const reading = readPage(source, { after: at(10), filter: { tags: ['a:1'] } }, horizon)
    expect(database.sent[0]?.values).toEqual(['default', '10', '50010', 1_000, ['a:1']])
    await database.sent[0]?.answer()
    expect((await reading).page).toEqual({ events: [], position: 50_010n, atHead: false })
  })

  it.each([900_000, 900_001])('asks nothing when it lies at or before %d', async (after) => {
    const { page, stored, horizon: told } = await readPage(source, { after: at(after) }, horizon)
    expect([page, stored, told]).toEqual([{ events: [], position: BigInt(after), atHead: true }, 0, horizon])
    expect(database.sent).toEqual([])
  })
})
