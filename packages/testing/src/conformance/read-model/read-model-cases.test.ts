import type { ReadModelRepository } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryReadModelRepository } from '../../read-model/in-memory-read-model-repository.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { productModel, type Product } from './product.ts'
import { readModelCases } from './read-model-cases.ts'

type Lies = (honest: InMemoryReadModelRepository<Product>) => Partial<ReadModelRepository<Product>>

const run = (lies: Lies): Promise<string | undefined> =>
  firstFailure(readModelCases, [], () => {
    const honest = new InMemoryReadModelRepository<Product>({ model: productModel })
    const repository = sabotaged<ReadModelRepository<Product>>(honest, lies(honest))
    return { repository, dispose: () => undefined }
  })

/** The first case that each is rejected by. */
const rejectedBy: Readonly<Record<string, string>> = {
  'does not check versions': 'saving: refuses another version than the expected, and writes nothing',
  'applies older events over newer ones':
    'saving: saves of many only those that have not applied a later event',
  'gives many in another order':
    'getting: gives many in the order of the ids, also twice, with nothing where there is none',
  'takes the cursors of other lists': "getting: ends with the signal's reason when it is aborted",
  'sorts nulls first when descending': 'sorting: by a fraction descending, nulls last',
  'has a next page whenever a page is full': 'sorting: by id when nothing is said',
  'leaves the last row of a stream out':
    'streams: give all rows that match in their order, however many are read at a time',
  'gives the answer of an earlier question of the same shape': 'getting: counts all rows or those that match',
  'takes fields that are not there': 'saving: patches some fields and leaves the others',
  'forgets a tenant': 'getting: keeps tenants apart',
}

describe('the conformance suite of read-model repositories', () => {
  it('passes an honest repository, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it('names every case once', () => {
    const names = readModelCases.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<[string, Lies]>([
    [
      'does not check versions',
      (honest) => ({
        save: (row, options) => honest.save(row, { ...options, expectedVersion: undefined }),
      }),
    ],
    [
      'applies older events over newer ones',
      (honest) => ({ saveMany: (rows, { tenant } = {}) => honest.saveMany(rows, { tenant }) }),
    ],
    [
      'gives many in another order',
      (honest) => ({
        getMany: async (ids, options) => (await honest.getMany(ids, options)).toReversed(),
      }),
    ],
    [
      'takes the cursors of other lists',
      (honest) => ({
        find: (request, options) =>
          honest.find(request, options).catch(() => ({ items: [], next: null, previous: null })),
      }),
    ],
    [
      'sorts nulls first when descending',
      (honest) => ({
        async find(request, options) {
          const page = await honest.find(request, options)
          const [key] = request?.sort ?? []
          if (key?.direction !== 'desc') return page
          const isNull = (row: Product) => Number(Reflect.get(row, key.field) === null)
          return { ...page, items: page.items.toSorted((a, b) => isNull(b) - isNull(a)) }
        },
      }),
    ],
    [
      'has a next page whenever a page is full',
      (honest) => ({
        async find(request, options) {
          const page = await honest.find(request, options)
          const full = page.items.length === (request?.limit ?? 50)
          return { ...page, next: page.next ?? (full ? ('more' as never) : null) }
        },
      }),
    ],
    [
      'leaves the last row of a stream out',
      (honest) => ({
        async *stream(request, options) {
          let before: Product | undefined
          for await (const row of honest.stream(request, options)) {
            if (before !== undefined) yield before
            before = row
          }
        },
      }),
    ],
    [
      'gives the answer of an earlier question of the same shape',
      (honest) => {
        const answers = new Map<string, number>()
        return {
          async count(where, options) {
            const shape = JSON.stringify(where, (name, value: unknown) => (name === 'value' ? '?' : value))
            const counted = answers.get(shape) ?? (await honest.count(where, options))
            answers.set(shape, counted)
            return counted
          },
        }
      },
    ],
    [
      'takes fields that are not there',
      (honest) => ({
        // What is left out is there, and undefined: the compiler would not let a caller say that.
        patch: (id, { units, note }, options) =>
          honest.patch(id, Object.fromEntries(Object.entries({ units, note })), options),
      }),
    ],
    ['forgets a tenant', (honest) => ({ get: (id, { signal } = {}) => honest.get(id, { signal }) })],
  ])('notices a repository that %s', async (what, lies) => {
    expect(await run(lies)).toBe(rejectedBy[what] ?? 'a case')
  })
})
