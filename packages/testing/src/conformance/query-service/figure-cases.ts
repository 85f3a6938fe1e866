import type { AggregateRequestOf, Aggregator } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { product, type Product } from '../read-model/product.ts'
import { rejection } from '../rejection.ts'
import type { QueryServiceCase, QueryServiceSubject, QueryServiceTopic } from './query-service-subject.ts'

const highest = 9_223_372_036_854_775_807n
const shelf: readonly Product[] = [
  product('a', {
    category: 'kitchen',
    units: 10,
    priceMilli: highest,
    rating: 4.5,
    addedAt: new Date('2026-03-28T23:30:00.000Z'),
    attributes: { weight: 0.1, colour: 'red' },
  }),
  product('b', {
    category: 'kitchen',
    units: 20,
    priceMilli: highest,
    rating: 3.5,
    addedAt: new Date('2026-03-29T21:59:00.000Z'),
    attributes: { weight: 0.2, colour: 7 },
  }),
  product('c', {
    category: 'garden',
    units: 30,
    priceMilli: 2n,
    active: false,
    addedAt: new Date('2026-03-29T22:00:00.000Z'),
    attributes: { weight: 'heavy', colour: null },
  }),
  product('d', { units: 5, priceMilli: -1n }),
]

/** Figures over rows, by groups. */
export const figureCases: QueryServiceTopic = {
  topic: 'figures',
  cases: [
    tells(
      'sums, exact beyond 64 bits, and averages of bigints as decimals',
      {
        measures: {
          price: { op: 'sum', field: 'priceMilli' },
          average: { op: 'avg', field: 'priceMilli' },
          units: { op: 'sum', field: 'units' },
          rating: { op: 'avg', field: 'rating' },
          weight: { op: 'sum', field: 'attributes.weight' },
        },
      },
      [
        {
          price: 2n * highest + 1n,
          average: '4611686018427387903.750000',
          units: 65,
          rating: 4,
          weight: 0.3,
        },
      ],
    ),
    tells(
      'groups by several keys, those without a value last',
      {
        groupBy: { category: 'category', active: 'active' },
        measures: { products: { op: 'count' }, rated: { op: 'count', field: 'rating' } },
      },
      [
        { category: 'garden', active: false, products: 1, rated: 0 },
        { category: 'kitchen', active: true, products: 2, rated: 2 },
        { category: null, active: true, products: 1, rated: 0 },
      ],
    ),
    tells(
      'the groups that are asked for, in their order, as many as asked for',
      {
        groupBy: { category: 'category' },
        measures: { units: { op: 'sum', field: 'units' }, price: { op: 'max', field: 'priceMilli' } },
        having: { op: 'gt', field: 'units', value: 5 },
        sort: [{ field: 'price', direction: 'desc' }],
        limit: 1,
      },
      [{ category: 'kitchen', units: 30, price: highest }],
    ),
    tells(
      'least, greatest, distinct and percentiles, which are values of the field',
      {
        measures: {
          first: { op: 'min', field: 'addedAt' },
          last: { op: 'max', field: 'category' },
          distinct: { op: 'countDistinct', field: 'priceMilli' },
          median: { op: 'percentile', field: 'units', fraction: 0.5 },
          p95: { op: 'percentile', field: 'priceMilli', fraction: 0.95 },
          any: { op: 'max', field: 'active' },
        },
      },
      [
        {
          first: new Date('2026-03-28T23:30:00.000Z'),
          last: 'kitchen',
          distinct: 3,
          median: 10,
          p95: highest,
          any: true,
        },
      ],
    ),
    tells(
      'days by the clocks of a zone, the short one of spring too',
      {
        where: { op: 'exists', field: 'addedAt' },
        groupBy: { day: { field: 'addedAt', bucket: 'day', zone: 'Europe/Paris' } },
        measures: { products: { op: 'count' } },
      },
      [
        { day: new Date('2026-03-28T23:00:00.000Z'), products: 2 },
        { day: new Date('2026-03-29T22:00:00.000Z'), products: 1 },
      ],
    ),
    tells(
      'groups by a place inside a document: numbers, then texts, then nothing',
      { groupBy: { colour: 'attributes.colour' }, measures: { products: { op: 'count' } } },
      [
        { colour: 7, products: 1 },
        { colour: 'red', products: 1 },
        { colour: null, products: 2 },
      ],
    ),
    tells(
      'one group of no rows',
      {
        where: { op: 'eq', field: 'id', value: 'none' },
        measures: {
          products: { op: 'count' },
          units: { op: 'sum', field: 'units' },
          price: { op: 'avg', field: 'priceMilli' },
          least: { op: 'min', field: 'units' },
        },
      },
      [{ products: 0, units: 0, price: null, least: null }],
    ),
    refuses('a field that is not there', { measures: { x: { op: 'sum', field: 'nowhere' } } }),
    refuses('the sum of a text', { measures: { x: { op: 'sum', field: 'name' } } }),
    refuses('groups by a list', { groupBy: { labels: 'labels' }, measures: {} }),
    refuses('a name that is no name', { measures: { 'x"; drop table x; --': { op: 'count' } } }),
    refuses('nothing', { measures: {} }),
    refuses('a fraction out of range', {
      measures: { x: { op: 'percentile', field: 'units', fraction: 1.5 } },
    }),
    refuses('a zone that is none', {
      groupBy: { day: { field: 'addedAt', bucket: 'day', zone: "UTC'; drop table x" } },
      measures: {},
    }),
    refuses('a bucket that is none', {
      groupBy: { day: { field: 'addedAt', bucket: 'fortnight' } },
      measures: {},
    }),
    refuses('a condition on what is no figure', {
      measures: { x: { op: 'count' } },
      having: { op: 'gt', field: 'units', value: 1 },
    }),
    refuses('an order by what is no figure', {
      measures: { x: { op: 'count' } },
      sort: [{ field: 'units', direction: 'asc' }],
    }),
  ],
}

function tells(
  name: string,
  request: AggregateRequestOf<Product>,
  rows: readonly object[],
): QueryServiceCase {
  return {
    name: `tell ${name}`,
    needs: 'aggregate',
    async run(subject) {
      await subject.repository.saveMany(shelf)
      assert.deepEqual(await aggregatorOf(subject).aggregate(request), rows)
    },
  }
}

function refuses(name: string, request: object): QueryServiceCase {
  return {
    name: `refuse ${name}`,
    needs: 'aggregate',
    async run(subject) {
      const asked = request as AggregateRequestOf<Product> // as it may come from outside
      await rejection(aggregatorOf(subject).aggregate(asked), 'ERR_INVALID_ARGUMENT')
    },
  }
}

function aggregatorOf({ service }: QueryServiceSubject): Aggregator<Product> {
  assert.ok(service.aggregate, 'a service that claims "aggregate" has the method')
  return service as Aggregator<Product>
}
