import type { Sort } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { product, type Product } from './product.ts'
import type { ReadModelCase, ReadModelTopic } from './read-model-subject.ts'
import { walk } from './walk.ts'

/** In which order rows come; each order is walked in pages, forwards and back, too. */
export const sortCases: ReadModelTopic = {
  topic: 'sorting',
  cases: [
    sorts('by id when nothing is said', [], 'abcdef'),
    sorts('by id, descending', [{ field: 'id', direction: 'desc' }], 'fedcba'),
    sorts('by an integer, ties by id', [{ field: 'units', direction: 'asc' }], 'bdface'),
    sorts(
      'by an integer descending, ties still by ascending id',
      [{ field: 'units', direction: 'desc' }],
      'ceafbd',
    ),
    sorts('by a bigint beyond doubles', [{ field: 'priceMilli', direction: 'asc' }], 'fdacbe'),
    sorts('by a fraction, nulls last', [{ field: 'rating', direction: 'asc' }], 'dcafbe'),
    sorts('by a fraction descending, nulls last', [{ field: 'rating', direction: 'desc' }], 'facdbe'),
    sorts('by text by code point, nulls last', [{ field: 'category', direction: 'asc' }], 'bcdeaf'),
    sorts(
      'by text descending by code point, nulls last',
      [{ field: 'category', direction: 'desc' }],
      'edcbaf',
    ),
    sorts('by a time, nulls last', [{ field: 'addedAt', direction: 'asc' }], 'fdbace'),
    sorts('by a time descending, nulls last', [{ field: 'addedAt', direction: 'desc' }], 'bdface'),
    sorts('by a boolean', [{ field: 'active', direction: 'asc' }], 'beacdf'),
    sorts(
      'by two keys in different directions',
      [
        { field: 'active', direction: 'desc' },
        { field: 'units', direction: 'asc' },
      ],
      'dfacbe',
    ),
    sorts(
      'by three keys with nulls among them',
      [
        { field: 'active', direction: 'asc' },
        { field: 'rating', direction: 'desc' },
        { field: 'category', direction: 'desc' },
      ],
      'ebfacd',
    ),
    sorts(
      'by a number inside a document, missing last',
      [{ field: 'attributes.rank', direction: 'asc' }],
      'cbadef',
    ),
    sorts(
      'by a number inside a document descending',
      [{ field: 'attributes.rank', direction: 'desc' }],
      'abcdef',
    ),
    sorts('by a field without a column', [{ field: 'note', direction: 'desc' }], 'ecabdf'),
    {
      name: 'refuses a field that is not there, naming it',
      async run({ repository }) {
        const find = repository.find({ sort: [{ field: 'nowhere', direction: 'asc' }] })
        const error = await rejection(find, 'ERR_INVALID_ARGUMENT')
        assert.ok(error.message.includes('nowhere'), error.message)
      },
    },
    {
      name: 'refuses a field that has no order, naming it',
      async run({ repository }) {
        const find = repository.find({ sort: [{ field: 'labels', direction: 'asc' }] })
        const error = await rejection(find, 'ERR_INVALID_ARGUMENT')
        assert.ok(error.message.includes('labels'), error.message)
      },
    },
  ],
}

const day = (date: number): Date => new Date(Date.UTC(2026, 0, date, 12, 30, 15, 123))

/** Code points, ascending: `Z` < `a` < `é` < `ﬀ` (U+FB00) < `😀` (U+1F600), whose first code unit is below U+FB00. */
const shelf: readonly Product[] = [
  product('a', { units: 3, priceMilli: 2n ** 53n, rating: 2.5, attributes: { rank: 10 } }),
  product('b', {
    units: 1,
    priceMilli: 2n ** 53n + 2n,
    category: 'Z',
    addedAt: day(3),
    active: false,
    attributes: { rank: 9.5 },
  }),
  product('c', {
    units: 9,
    priceMilli: 2n ** 53n + 1n,
    category: 'aé',
    rating: 1,
    attributes: { rank: -1 },
    note: 'b',
  }),
  product('d', { units: 1, priceMilli: 7n, category: 'ﬀ', rating: -1.25, addedAt: day(2) }),
  product('e', { units: 9, priceMilli: 2n ** 62n, category: '😀', active: false, note: 'c' }),
  product('f', { units: 2, priceMilli: -5n, rating: 1e9, addedAt: day(1) }),
]

function sorts(name: string, sort: Sort, ids: string): ReadModelCase {
  return {
    name,
    async run({ repository }) {
      await repository.saveMany(shelf.toReversed())
      const { items } = await repository.find({ sort })
      assert.equal(items.map(({ id }) => id).join(''), ids)
      for (const limit of [1, 2, 4]) await walk(repository, { sort, limit }, ids.split(''))
    },
  }
}
