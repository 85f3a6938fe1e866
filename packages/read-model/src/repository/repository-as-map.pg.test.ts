import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import { globalPosition, isUnoError } from '@uno-ts/types'
import * as fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { openModels } from '../../test/open-models.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

const opened = await openModels([productModel], { connections: 2 })
afterAll(() => opened[Symbol.asyncDispose]())
const { db, pool } = opened
const repository = new PostgresReadModelRepository({ db, pool, model: productModel })

const anyId = fc.constantFrom('a', 'b', 'c', 'd')
const anyFields = fc.record(
  {
    name: fc.string({ unit: 'grapheme' }),
    units: fc.maxSafeInteger(),
    priceMilli: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    rating: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0)),
    addedAt: fc.option(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    ),
    labels: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
    note: fc.string(),
  },
  { requiredKeys: [] },
)
const anyTerms = fc.record({
  expectedVersion: fc.option(fc.nat(3), { nil: undefined, freq: 2 }),
  position: fc.option(fc.nat(5), { nil: undefined, freq: 2 }),
})
const anyCall = fc.oneof(
  fc.record({ does: fc.constant('save' as const), id: anyId, fields: anyFields, terms: anyTerms }),
  fc.record({ does: fc.constant('patch' as const), id: anyId, fields: anyFields, terms: anyTerms }),
  fc.record({
    does: fc.constant('saveMany' as const),
    rows: fc.array(fc.record({ id: anyId, fields: anyFields }), { maxLength: 4 }),
    terms: anyTerms,
  }),
  fc.record({ does: fc.constant('deleteMany' as const), ids: fc.array(anyId, { maxLength: 3 }) }),
)
type Call = typeof anyCall extends fc.Arbitrary<infer Each> ? Each : never
type Terms = { readonly expectedVersion: number | undefined; readonly position: number | undefined }
type Kept = { readonly row: Product; readonly version: number; readonly position: bigint | undefined }

const keepable = (text: string | undefined): boolean =>
  text === undefined || (!text.includes('\0') && text.isWellFormed())
const isKeepable = ({ name, note, labels = [] }: Partial<Product>): boolean =>
  [name, note, ...labels].every(keepable)

/** What a repository is, told by a map. */
class RowMap {
  readonly rows = new Map<string, Kept>()

  write(
    id: string,
    { expectedVersion, position }: Terms,
    make: (before: Product | undefined) => Product,
  ): string {
    const before = this.rows.get(id)
    if (expectedVersion !== undefined && expectedVersion !== (before?.version ?? 0)) return 'ERR_CONCURRENCY'
    const isLater =
      position !== undefined && before?.position !== undefined && before.position > BigInt(position)
    if (!isLater) {
      this.rows.set(id, {
        row: make(before?.row),
        version: (before?.version ?? 0) + 1,
        position: position === undefined ? before?.position : BigInt(position),
      })
    }
    return 'written'
  }

  apply(call: Call): unknown {
    switch (call.does) {
      case 'save':
        return this.write(call.id, call.terms, () => product(call.id, call.fields))
      case 'patch':
        if (!this.rows.has(call.id)) {
          return (call.terms.expectedVersion ?? 0) === 0 ? false : 'ERR_CONCURRENCY'
        }
        return this.write(call.id, call.terms, (before) => ({
          ...(before ?? product(call.id)),
          ...call.fields,
        }))
      case 'saveMany': {
        const last = new Map(call.rows.map((row) => [row.id, row.fields]))
        const terms = { ...call.terms, expectedVersion: undefined }
        for (const [id, fields] of last) this.write(id, terms, () => product(id, fields))
        return 'written'
      }
      case 'deleteMany':
        return [...new Set(call.ids)].filter((id) => this.rows.delete(id)).length
    }
  }
}

async function callRepository(call: Call): Promise<unknown> {
  if (call.does === 'deleteMany') return repository.deleteMany(call.ids)
  const { expectedVersion, position } = call.terms
  const at = position === undefined ? undefined : globalPosition(position)
  switch (call.does) {
    case 'save':
      await repository.save(product(call.id, call.fields), { expectedVersion, position: at })
      return 'written'
    case 'patch':
      return (await repository.patch(call.id, call.fields, { expectedVersion, position: at }))
        ? 'written'
        : false
    case 'saveMany':
      await repository.saveMany(
        call.rows.map(({ id, fields }) => product(id, fields)),
        { position: at },
      )
      return 'written'
  }
}

it('a repository is a map with versions and positions', { timeout: 60_000 }, async () => {
  const anyCalls = fc.array(anyCall, { minLength: 1, maxLength: 12 })
  const keepableCalls = anyCalls.filter((calls) =>
    calls.every((call) => {
      if (call.does === 'deleteMany') return true
      return call.does === 'saveMany'
        ? call.rows.every(({ fields }) => isKeepable(fields))
        : isKeepable(call.fields)
    }),
  )
  await fc.assert(
    fc.asyncProperty(keepableCalls, async (calls) => {
      await pool.query('truncate uno.conformance_products')
      const map = new RowMap()
      for (const call of calls) {
        const answer = await callRepository(call).catch((error: unknown) =>
          isUnoError(error, 'ERR_CONCURRENCY') ? error.code : Promise.reject(error),
        )
        expect(answer).toEqual(map.apply(call))
        for (const id of ['a', 'b', 'c', 'd']) {
          const found = await repository.getModel(id)
          expect(found && { row: found.row, version: found.version, position: found.position }).toEqual(
            map.rows.get(id),
          )
          expect(await repository.exists(id)).toBe(map.rows.has(id))
        }
      }
      const ids = ['d', 'a', 'x', 'a']
      expect(await repository.getMany(ids)).toEqual(ids.map((id) => map.rows.get(id)?.row))
      expect(await repository.count()).toBe(map.rows.size)
    }),
    { numRuns: 60 },
  )
})
