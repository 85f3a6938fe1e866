import { embedded } from '@uno-ts/embedded'
import { afterAll, describe, expect, it } from 'vitest'
import { openProducts } from '../../test/text-products.ts'

const database = await embedded({ extensions: ['pg_trgm'] })
const { db, search } = await openProducts(database.pool, { trigrams: false }) // they are there already
afterAll(async () => {
  await db.destroy()
  await database.close()
})

describe('a search of the embedded database', () => {
  it('ranks, counts and reads unfinished words', async () => {
    const { hits, facets } = await search.search({ text: 'red lamp', facets: ['country'], match: 'all' })
    expect(hits.map(({ row }) => row.code)).toEqual(['A1', 'B1'])
    expect(facets).toEqual({ country: [{ value: 'France', count: 1 }] })
    const { hits: unfinished } = await search.search({ text: 'lamp chri', match: 'all' })
    expect(unfinished.map(({ row }) => row.code)).toEqual(['A3'])
  })

  it('finds what was meant by misspelt words, marks and completes', async () => {
    const { hits } = await search.search({ text: 'chrsitmas', fuzzy: true, highlight: ['name'] })
    expect(hits[0]?.highlights?.['name']?.[0]).toEqual({ text: 'Christmas', marked: true })
    expect(await search.suggest({ text: 'blu' })).toEqual([{ text: 'blue', count: 1 }])
  })

  it.each(["'", '\\', "a'b\\c:*", '!()&|<->', '😀', '\0', '\ud800', '', 'x'.repeat(10_000)])(
    'takes %j for a query',
    async (text) => {
      await expect(search.search({ text, fuzzy: true, highlight: ['name'] })).resolves.toMatchObject({
        hits: expect.any(Array) as unknown,
      })
    },
  )
})
