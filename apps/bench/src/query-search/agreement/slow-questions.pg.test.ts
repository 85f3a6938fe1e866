import { installExtensions, QueryMetricsRecorder } from '@uno-ts/query-search'
import { createDatabase } from '@uno-ts/testing'
import type { Logger } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { openServices } from '../../../test/agreement/open-services.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'

const withVectors = [inject('postgresFullUrl')].filter((url) => url !== undefined)

describe.each(withVectors)('a slow question', async (url) => {
  const database = await createDatabase(url)
  const pool = openPool(database.url, 2)
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })
  const told: { readonly queryType: string; readonly plan?: string }[] = []
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (facts) => void told.push(facts as (typeof told)[number]), // what a recorder tells
    error: () => undefined,
  }
  const metrics = new QueryMetricsRecorder({ slowQueryMs: -1, explainSlowQueries: true, logger })
  await installExtensions(new Kysely({ dialect: new PostgresDialect({ pool }) }), ['vector'])
  const { service, vectors, connect } = await (await openServices(pool, { metrics }))()
  await connect?.('a', 'b', 1)
  const of = { label: 'Product', key: 'a' } as const

  it.each([
    ['find', /conformance_searched_products/, () => service.find({ limit: 3 })],
    ['aggregate', /Aggregate/, () => service.aggregate?.({ measures: { rows: { op: 'count' } } })],
    ['search', /conformance_searched_products/, () => service.search?.({ text: 'lamp' })],
    ['vector', /<=>/, () => vectors?.search({ vector: [1, 0, 0] })],
    [
      'hybrid',
      /<=>/,
      () => service.hybridQuery?.({ ask: { text: { text: 'lamp' }, vector: { vector: [1, 0, 0] } } }),
    ],
    ['graph', /goes_with/i, () => service.graphQuery?.({ type: 'neighbours', of })],
    [
      'graph',
      /goes_with[^]*\n\n[^]*goes_with/i,
      () => service.graphQuery?.({ type: 'path', from: of, to: { ...of, key: 'b' } }),
    ],
    [
      'graph',
      /goes_with/i,
      () =>
        service.graphQuery?.({
          type: 'pattern',
          nodes: { one: { label: 'Product' }, other: { label: 'Product' } },
          edges: [{ label: 'GOES_WITH', from: 'one', to: 'other' }],
        }),
    ],
  ])('of the type %s is logged with its plan', async (queryType, plan, ask) => {
    await vectors?.save([{ id: 'a', vector: [1, 0, 0] }])
    told.length = 0
    await ask()
    await metrics.idle()
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ queryType, plan: expect.stringMatching(plan) as string })
  })
})
