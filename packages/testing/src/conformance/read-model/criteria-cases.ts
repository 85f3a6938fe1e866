import type { Criteria } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { product, type Product } from './product.ts'
import type { ReadModelCase, ReadModelTopic } from './read-model-subject.ts'

/** Which rows criteria ask for. */
export const criteriaCases: ReadModelTopic = {
  topic: 'criteria',
  cases: [
    asks('eq on text', { op: 'eq', field: 'category', value: 'kitchen' }, 'ab'),
    asks('eq on text by case', { op: 'eq', field: 'category', value: 'Kitchen' }, ''),
    asks('eq on an integer', { op: 'eq', field: 'units', value: 20 }, 'b'),
    asks('eq on a bigint', { op: 'eq', field: 'priceMilli', value: 9_007_199_254_740_993n }, 'c'),
    asks('eq on a bigint with a number', { op: 'eq', field: 'priceMilli', value: 1500 }, 'a'),
    asks('eq on a fraction', { op: 'eq', field: 'rating', value: 4.5 }, 'a'),
    asks('eq on a boolean', { op: 'eq', field: 'active', value: false }, 'c'),
    asks('eq on a time', { op: 'eq', field: 'addedAt', value: new Date('2026-01-02T00:00:00.000Z') }, 'b'),
    asks('eq on the id', { op: 'eq', field: 'id', value: 'd' }, 'd'),
    asks('eq with null: never', { op: 'eq', field: 'category', value: null }, ''),
    asks('ne, without the missing', { op: 'ne', field: 'category', value: 'kitchen' }, 'c'),
    asks('lt', { op: 'lt', field: 'units', value: 20 }, 'ad'),
    asks('lte', { op: 'lte', field: 'units', value: 20 }, 'abd'),
    asks('gt on a bigint', { op: 'gt', field: 'priceMilli', value: 9_007_199_254_740_992n }, 'c'),
    asks('gte on a time', { op: 'gte', field: 'addedAt', value: new Date('2026-01-02T00:00:00.000Z') }, 'bc'),
    asks('lt on text, by code point', { op: 'lt', field: 'name', value: 'a' }, 'bd'),
    asks('in', { op: 'in', field: 'units', values: [10, 30, 99] }, 'ac'),
    asks('in nothing: never', { op: 'in', field: 'units', values: [] }, ''),
    asks('in with a null: only the others', { op: 'in', field: 'category', values: ['garden', null] }, 'c'),
    asks('notIn, without the missing', { op: 'notIn', field: 'category', values: ['garden'] }, 'ab'),
    asks('notIn nothing: all that are there', { op: 'notIn', field: 'category', values: [] }, 'abc'),
    asks('between, both ends included', { op: 'between', field: 'units', from: 10, to: 20 }, 'ab'),
    asks('between the wrong way round: never', { op: 'between', field: 'units', from: 20, to: 10 }, ''),
    asks('isNull', { op: 'isNull', field: 'category' }, 'd'),
    asks('exists', { op: 'exists', field: 'category' }, 'abc'),
    asks('like with %', { op: 'like', field: 'name', pattern: '%o%' }, 'abd'),
    asks('like with _', { op: 'like', field: 'name', pattern: '_ox' }, 'ab'),
    asks('like by case', { op: 'like', field: 'name', pattern: 'b%' }, 'a'),
    asks('like as a whole', { op: 'like', field: 'name', pattern: 'ox' }, ''),
    asks('like with escaped wildcards', { op: 'like', field: 'name', pattern: '50\\%\\_\\\\off' }, 'd'),
    asks('like with the signs of other languages', { op: 'like', field: 'name', pattern: '.*|^b?ox$' }, ''),
    asks('ilike', { op: 'ilike', field: 'name', pattern: 'BO%' }, 'ab'),
    asks('contains all of a list', { op: 'contains', field: 'labels', values: ['new', 'red'] }, 'a'),
    asks('contains nothing: every list', { op: 'contains', field: 'labels', values: [] }, 'abcd'),
    asks('containedBy', { op: 'containedBy', field: 'labels', values: ['new', 'red'] }, 'abd'),
    asks('overlaps', { op: 'overlaps', field: 'labels', values: ['old', 'red'] }, 'ac'),
    asks('overlaps nothing: never', { op: 'overlaps', field: 'labels', values: [] }, ''),
    asks('a text inside a document', { op: 'eq', field: 'attributes.colour', value: 'red' }, 'a'),
    asks('a number deep inside a document', { op: 'gte', field: 'attributes.size.width', value: 2 }, 'b'),
    asks('a boolean inside a document', { op: 'eq', field: 'attributes.fragile', value: true }, 'b'),
    asks(
      'a place of another kind inside a document: never',
      { op: 'eq', field: 'attributes.colour', value: 7 },
      '',
    ),
    asks('a key that is there', { op: 'exists', field: 'attributes.size' }, 'b'),
    asks('a key that is not, or is null', { op: 'isNull', field: 'attributes.colour' }, 'bcd'),
    asks('a list inside a document', { op: 'contains', field: 'attributes.sizes', values: [1, 3] }, 'c'),
    asks('a field without a column', { op: 'eq', field: 'note', value: 'fragile' }, 'd'),
    asks('like in a field without a column', { op: 'like', field: 'note', pattern: 'fra%' }, 'd'),
    asks(
      'and',
      {
        op: 'and',
        operands: [
          { op: 'eq', field: 'category', value: 'kitchen' },
          { op: 'gt', field: 'units', value: 10 },
        ],
      },
      'b',
    ),
    asks(
      'or',
      {
        op: 'or',
        operands: [
          { op: 'eq', field: 'id', value: 'a' },
          { op: 'isNull', field: 'category' },
        ],
      },
      'ad',
    ),
    asks('and of nothing: all', { op: 'and', operands: [] }, 'abcd'),
    asks('or of nothing: none', { op: 'or', operands: [] }, ''),
    asks('not', { op: 'not', operand: { op: 'eq', field: 'active', value: false } }, 'abd'),
    asks(
      'not of a comparison with a missing value, which was false',
      { op: 'not', operand: { op: 'eq', field: 'category', value: 'kitchen' } },
      'cd',
    ),
    asks(
      'a nest of all three',
      {
        op: 'not',
        operand: {
          op: 'or',
          operands: [
            {
              op: 'and',
              operands: [
                { op: 'eq', field: 'active', value: true },
                { op: 'lt', field: 'units', value: 15 },
              ],
            },
            { op: 'in', field: 'id', values: ['c'] },
          ],
        },
      },
      'b',
    ),
    refuses('a field that is not there', { op: 'eq', field: 'nowhere', value: 1 }, 'nowhere'),
    refuses('a path inside a column that is no document', { op: 'isNull', field: 'name.first' }, 'name'),
    refuses('a value of another kind than the column', { op: 'eq', field: 'units', value: 'many' }, 'units'),
    refuses('a pattern for a number', { op: 'like', field: 'units', pattern: '1%' }, 'units'),
    refuses('a list for a text', { op: 'contains', field: 'name', values: ['a'] }, 'name'),
    refuses('what looks like SQL', { op: 'eq', field: 'name" or 1=1 --', value: 'a' }, 'name'),
    {
      name: 'take any text as a value',
      async run({ repository }) {
        const name = `'; drop table x; -- "quoted" $1 \\' %s`
        await repository.saveMany([product('1', { name }), product('2')])
        const { items } = await repository.find({ where: { op: 'eq', field: 'name', value: name } })
        assert.deepEqual(
          items.map(({ id }) => id),
          ['1'],
        )
      },
    },
  ],
}

const shelf: readonly Product[] = [
  product('a', {
    name: 'box',
    category: 'kitchen',
    units: 10,
    priceMilli: 1500n,
    rating: 4.5,
    addedAt: new Date('2026-01-01T00:00:00.000Z'),
    labels: ['new', 'red'],
    attributes: { colour: 'red' },
  }),
  product('b', {
    name: 'Box',
    category: 'kitchen',
    units: 20,
    priceMilli: 2500n,
    rating: 3,
    addedAt: new Date('2026-01-02T00:00:00.000Z'),
    labels: ['new'],
    attributes: { colour: null, size: { width: 2.5 }, fragile: true },
  }),
  product('c', {
    name: 'tray',
    category: 'garden',
    units: 30,
    priceMilli: 9_007_199_254_740_993n,
    active: false,
    addedAt: new Date('2026-01-03T00:00:00.000Z'),
    labels: ['old'],
    attributes: { sizes: [1, 2, 3], size: null },
  }),
  product('d', { name: '50%_\\off', units: 5, note: 'fragile' }),
]

/** The rows a criterion asks for, by their ids in a row. */
function asks(name: string, where: Criteria, ids: string): ReadModelCase {
  return {
    name,
    async run({ repository }) {
      await repository.saveMany(shelf)
      const { items } = await repository.find({ where })
      assert.equal(items.map(({ id }) => id).join(''), ids)
      assert.equal(await repository.count(where), ids.length)
    },
  }
}

function refuses(name: string, where: Criteria, field: string): ReadModelCase {
  return {
    name: `refuse ${name}, naming the field`,
    async run({ repository }) {
      const error = await rejection(repository.find({ where }), 'ERR_INVALID_ARGUMENT')
      assert.ok(error.message.includes(field), error.message)
    },
  }
}
