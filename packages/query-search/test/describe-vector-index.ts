import type { Embedding, EmbeddingProvider } from '@uno-ts/types'
import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { FeatureHashingProvider } from '../src/embedding/feature-hashing-provider.ts'
import { openVectorShop, unitsBelow, type VectorShop } from './vector-shop.ts'

const hashing = new FeatureHashingProvider()

/** Remembers what it was asked. */
function recording(
  model = 'recording',
  dimensions = 256,
): EmbeddingProvider & { readonly asked: string[][] } {
  const inner = new FeatureHashingProvider({ dimensions })
  const asked: string[][] = []
  return {
    model,
    dimensions,
    asked,
    embed(texts) {
      asked.push([...texts])
      return inner.embed(texts)
    },
  }
}

const plane = { model: 'plane', dimensions: 2 }
const codes = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id)

/** Declares what a vector index does on a database that has pgvector. */
export function describeVectorIndex(name: string, open: () => Promise<Pool>): void {
  describe(`a vector index on ${name}`, () => {
    let shop: VectorShop
    beforeAll(async () => {
      shop = await openVectorShop(await open())
    })

    it('finds what is like a text, a row or a vector, the likest first', async () => {
      const tenant = 'likeness'
      await shop.put(
        [
          { code: 'A', name: 'red lamp' },
          { code: 'B', name: 'red lamps' },
          { code: 'C', name: 'blue mug' },
          { code: 'D', name: null },
          { code: 'E', name: '!!!' },
        ],
        tenant,
      )
      const index = shop.index('likeness', hashing)
      expect(await index.search({ text: 'lamp' }, { tenant })).toEqual({ hits: [] }) // nothing is indexed yet
      expect(await index.refresh({ tenant })).toEqual({ embedded: 5, removed: 0 })

      const { hits } = await index.search({ text: 'a red lamp' }, { tenant })
      expect(hits.map(({ row }) => row.code)).toEqual(['A', 'B', 'C'])
      const { hits: similar } = await index.similar('A', { limit: 1 }, { tenant })
      expect(similar).toEqual([
        { row: expect.objectContaining({ code: 'B' }) as unknown, score: expect.any(Number) as unknown },
      ])
      const [vector = []] = await hashing.embed(['blue mug'])
      expect(await index.nearest({ vector, limit: 1 }, { tenant })).toEqual([
        { id: 'C', score: expect.closeTo(1, 5) as unknown },
      ])
      expect(await index.nearest({ text: ' ?! ' }, { tenant })).toEqual([])
      expect(await index.nearest({ like: 'D' }, { tenant })).toEqual([])
      expect(await index.nearest({ like: 'nobody' }, { tenant })).toEqual([])
      expect(await index.nearest({ text: 'red lamp' })).toEqual([]) // another tenant's
    })

    it('embeds a text once, follows rows that are changed and deleted, and repeats nothing', async () => {
      const provider = recording()
      const index = shop.index('following', provider, { batchSize: 2 })
      const options = { tenant: 'following' }
      await shop.put(
        [1, 2, 3, 4].map((nr) => ({ code: `f${nr}`, name: nr < 3 ? 'twin' : `single ${nr}` })),
        'following',
      )
      await shop.put([{ code: 'f5', name: '  ' }], 'following')
      await index.refresh(options)
      expect(provider.asked).toEqual([['twin'], ['single 3', 'single 4']])
      expect(await index.refresh(options)).toEqual({ embedded: 0, removed: 0 })

      await shop.put([{ code: 'f1', name: 'purple cat' }], 'following')
      await shop.delete(['f2'])
      expect(codes(await index.nearest({ text: 'twin' }, options))).not.toContain('f2') // gone before it is told
      expect(await index.refresh({ ...options, ids: ['f1', 'f2'] })).toEqual({ embedded: 1, removed: 1 })
      expect(provider.asked.at(-1)).toEqual(['purple cat'])
      const [first] = await index.nearest({ text: 'purple cat' }, options)
      expect(first?.id).toBe('f1')

      await index.remove(['f1'], options)
      expect(codes(await index.nearest({ text: 'purple cat' }, options))).not.toContain('f1')
      expect(await index.refresh(options)).toEqual({ embedded: 1, removed: 0 })
    })

    it.each([
      ['cosine', [1, 0], ['same', 'near', 'far']],
      ['l2', [1, 0], ['same', 'far', 'near']],
      ['inner-product', [1, 0], ['near', 'same', 'far']],
    ] as const)('orders by %s', async (metric, asked, expected) => {
      const name = `metric_${metric.replace('-', '_')}`
      const vectors: [string, Embedding][] = [
        ['same', [1, 0]],
        ['near', [9, 1]],
        ['far', [0, 1]],
        ['nowhere', [0, 0]],
      ]
      await shop.put(
        vectors.map(([code]) => ({ code })),
        name,
      )
      const index = shop.index(name, plane, { metric })
      await index.save(
        vectors.map(([id, vector]) => ({ id, vector })),
        { tenant: name },
      )
      const found = await index.nearest({ vector: asked }, { tenant: name })
      expect(codes(found)).toEqual(expected)
      for (const { score } of found) expect(Number.isFinite(score)).toBe(true)
      expect(await index.nearest({ vector: [0, 0] }, { tenant: name })).toEqual([])
    })

    it('takes no vector for one that is none', async () => {
      const index = shop.index('refusing', plane)
      const refused = { code: 'ERR_INVALID_ARGUMENT' }
      for (const vector of [[1], [1, 2, 3], [Number.NaN, 1], [1, Number.POSITIVE_INFINITY], [1e30, 1]]) {
        await expect(index.save([{ id: 'x', vector }])).rejects.toMatchObject(refused)
        await index.save([{ id: 'x', vector: [1e-30, 1e-32] }])
        await expect(index.nearest({ vector })).rejects.toMatchObject(refused)
      }
      for (const limit of [0, 1.5, 1001, Number.NaN]) {
        await expect(index.nearest({ vector: [1, 2], limit })).rejects.toMatchObject(refused)
      }
      await expect(index.nearest({ text: 'x' })).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
      await expect(index.refresh()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    })

    it('builds a changed model beside the old one, which answers meanwhile, and swaps', async () => {
      const rows = Array.from({ length: 6 }, (_, nr) => ({ code: `s${nr}`, name: `thing number ${nr}` }))
      await shop.put(rows)
      const before = recording('model-1', 64)
      const old = shop.index('swapped', before)
      await old.refresh()

      const failing = { ...recording('model-2', 128), fails: true }
      const embed = failing.embed.bind(failing)
      failing.embed = (texts) => (failing.fails ? Promise.reject(new RangeError('broken')) : embed(texts))
      const without = shop.index('swapped', failing)
      const changed = shop.index('swapped', failing, { previous: before })
      await expect(changed.refresh()).rejects.toThrow('broken')
      await expect(without.nearest({ text: 'thing' })).rejects.toMatchObject({
        code: 'ERR_INDEX_BUILDING',
        retryable: true,
      })
      expect((await without.nearest({ like: 's1' })).length).toBeGreaterThan(0)
      const [foreign = []] = await new FeatureHashingProvider({ dimensions: 128 }).embed(['thing'])
      await expect(changed.nearest({ vector: foreign })).rejects.toMatchObject({ code: 'ERR_INDEX_BUILDING' })
      const meanwhile = await changed.nearest({ text: 'thing number 3', limit: 1 })
      expect(codes(meanwhile)).toEqual(['s3'])
      expect(failing.asked).toEqual([])

      failing.fails = false
      await shop.put([{ code: 's3', name: 'quite different' }])
      await changed.refresh({ ids: ['s3'] }) // both follow: the old one still answers
      const [different] = await changed.nearest({ text: 'quite different', limit: 1 })
      expect(different?.id).toBe('s3')
      expect(before.asked.flat()).toContain('quite different')

      await changed.refresh()
      const asked = before.asked.length
      expect(codes(await without.nearest({ text: 'thing number 2', limit: 1 }))).toEqual(['s2'])
      expect(before.asked.length).toBe(asked)
      expect(codes(await old.nearest({ text: 'thing number 2', limit: 1 }))).toEqual(['s2']) // kept for those who run it
      expect(await without.dropSuperseded()).toBe(1)
      await expect(old.nearest({ text: 'thing number 2' })).rejects.toMatchObject({
        code: 'ERR_INDEX_BUILDING',
      })
      expect(await without.dropSuperseded()).toBe(0)
    })

    it.each(['hnsw', 'ivfflat', 'exact'] as const)(
      'finds as many as there can be, of the tenant and the filter alone: %s',
      async (kind) => {
        const index = shop.index(`many_${kind}`, plane, { index: { kind }, indexFrom: 200 })
        const tenants = [`many_${kind}_1`, `many_${kind}_2`]
        const angle = (nr: number) => (nr * Math.PI) / 700
        const rows = Array.from({ length: 600 }, (_, nr) => ({ code: `m${nr}`, units: nr % 100 }))
        for (const [place, tenant] of tenants.entries()) {
          await shop.put(place === 0 ? rows : rows.slice(0, 7), tenant)
          await index.save(
            rows
              .slice(0, place === 0 ? 600 : 7)
              .map(({ code }, nr) => ({ id: code, vector: [Math.cos(angle(nr)), Math.sin(angle(nr))] })),
            { tenant: tenant },
          )
        }
        expect(await index.tune()).toBe(kind !== 'exact')
        expect(await index.tune()).toBe(false)
        await fc.assert(
          fc.asyncProperty(
            fc.record({
              place: fc.integer({ min: 0, max: 1 }),
              direction: fc.integer({ min: 0, max: 599 }),
              below: fc.integer({ min: 0, max: 100 }),
              limit: fc.integer({ min: 1, max: 700 }),
            }),
            async ({ place, direction, below, limit }) => {
              const vector = [Math.cos(angle(direction)), Math.sin(angle(direction))]
              const tenant = tenants[place]
              const found = await index.nearest({ vector, limit, where: unitsBelow(below) }, { tenant })
              const fitting = rows.slice(0, place === 0 ? 600 : 7).filter(({ units }) => units < below)
              expect(found.length).toBe(Math.min(limit, fitting.length))
              expect(new Set(codes(found)).size).toBe(found.length)
              const fits = new Set(fitting.map(({ code }) => code))
              for (const [nr, { id, score }] of found.entries()) {
                expect(fits.has(id)).toBe(true)
                expect(score).toBeLessThanOrEqual(nr === 0 ? 1.0001 : (found[nr - 1]?.score ?? 0))
              }
            },
          ),
          { numRuns: 25 },
        )
      },
    )

    it('is a source of candidates, which another statement contains', async () => {
      const tenant = 'candidates'
      await shop.put(
        [
          { code: 'a', name: 'red lamp' },
          { code: 'b', name: 'red lamp, large' },
          { code: 'c', name: 'mug' },
        ],
        tenant,
      )
      const index = shop.index('candidates', hashing)
      await index.refresh({ tenant })
      const { candidates } = index
      const request = await candidates.prepare?.({ text: 'red lamp' }, { tenant: tenant })
      const statement = candidates.candidates(request ?? { text: '' }, { tenant, where: undefined, limit: 2 })
      const { rows } = await statement.execute(shop.db)
      expect(codes(rows)).toEqual(['a', 'b'])
      expect(() => candidates.candidates({ text: 'x' }, { tenant, where: undefined, limit: 2 })).toThrow(
        'prepared',
      )
      const nothing = await candidates.prepare?.({ text: '' }, { tenant: tenant })
      const empty = candidates.candidates(nothing ?? { text: '' }, { tenant, where: undefined, limit: 2 })
      expect((await empty.execute(shop.db)).rows).toEqual([])
    })
  })
}
