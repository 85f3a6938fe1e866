import type { Cursor, PageRequest, Sort } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { product, type Product } from './product.ts'
import { shelf } from './shelf.ts'
import type { ReadModelCase, ReadModelSubject, ReadModelTopic } from './read-model-subject.ts'
import { walk } from './walk.ts'

/** Reading lists in pages. */
export const pageCases: ReadModelTopic = {
  topic: 'pages',
  cases: [
    {
      name: 'have 50 rows when nothing is said',
      async run({ repository }) {
        await repository.saveMany(shelf(60))
        const page = await repository.find()
        assert.equal(page.items.length, 50)
        assert.notEqual(page.next, null)
        assert.equal(page.previous, null)
        assert.equal(page.total, undefined)
      },
    },
    {
      name: 'are empty when there is nothing',
      async run({ repository }) {
        const page = await repository.find({ total: true })
        assert.deepEqual({ ...page }, { items: [], next: null, previous: null, total: 0 })
      },
    },
    {
      name: 'have no next page when the last one is full',
      async run({ repository }) {
        await repository.saveMany(shelf(4))
        assert.equal((await repository.find({ limit: 4 })).next, null)
        const { next } = await repository.find({ limit: 2 })
        assert.equal((await repository.find({ limit: 2, after: next ?? undefined })).next, null)
      },
    },
    {
      name: 'are walked with a filter and an order, forwards and back',
      async run({ repository }) {
        await repository.saveMany(shelf(20))
        const where = { op: 'gte', field: 'units', value: 3 } as const
        const { items } = await repository.find({ where, sort: byUnits })
        await walk(
          repository,
          { where, sort: byUnits, limit: 3 },
          items.map(({ id }) => id),
        )
      },
    },
    {
      name: 'go on after a row that has been deleted',
      async run({ repository }) {
        await repository.saveMany(shelf(6))
        const { items, next } = await repository.find({ limit: 3 })
        await repository.delete(items[2]?.id ?? '')
        assert.deepEqual(idsOf(await repository.find({ limit: 3, after: next ?? undefined })), [
          '03',
          '04',
          '05',
        ])
      },
    },
    {
      name: 'neither repeat nor skip rows while others come and go',
      async run({ repository }) {
        await repository.saveMany(shelf(6))
        const { next } = await repository.find({ limit: 3 })
        await repository.saveMany([product('00a'), product('04a')])
        await repository.delete('00')
        assert.deepEqual(idsOf(await repository.find({ after: next ?? undefined })), [
          '03',
          '04',
          '04a',
          '05',
        ])
      },
    },
    {
      name: 'count all rows that match when asked, on every page',
      async run({ repository }) {
        await repository.saveMany(shelf(6))
        const where = { op: 'ne', field: 'id', value: '00' } as const
        const first = await repository.find({ where, limit: 2, total: true })
        assert.equal(first.total, 5)
        const second = await repository.find({ where, limit: 2, total: true, after: first.next ?? undefined })
        assert.equal(second.total, 5)
      },
    },
    {
      name: 'may be reached by offset',
      async run({ repository }) {
        await repository.saveMany(shelf(6))
        assert.deepEqual(idsOf(await repository.find({ offset: 2, limit: 2 })), ['02', '03'])
        const last = await repository.find({ offset: 4, limit: 4 })
        assert.deepEqual(idsOf(last), ['04', '05'])
        assert.equal(last.next, null)
        assert.deepEqual(idsOf(await repository.find({ offset: 9 })), [])
      },
    },
    {
      name: 'reached by offset have cursors to both sides',
      async run({ repository }) {
        await repository.saveMany(shelf(6))
        const { next, previous } = await repository.find({ offset: 2, limit: 2 })
        assert.deepEqual(idsOf(await repository.find({ after: next ?? undefined })), ['04', '05'])
        assert.deepEqual(idsOf(await repository.find({ before: previous ?? undefined })), ['00', '01'])
      },
    },
    {
      name: 'hold only the fields asked for',
      async run({ repository }) {
        await repository.save(product('1', { units: 3, note: 'heavy', attributes: { a: 1 } }))
        const { items } = await repository.find({ fields: ['id', 'units', 'note'] })
        assert.deepEqual(items, [{ id: '1', units: 3, note: 'heavy' }])
      },
    },
    {
      name: 'with few fields are walked by an order over others',
      async run({ repository }) {
        await repository.saveMany(shelf(5))
        const list: PageRequest = { fields: ['id'], sort: byUnits, limit: 2 }
        const first = await repository.find(list)
        const second = await repository.find({ ...list, after: first.next ?? undefined })
        const whole = await repository.find({ sort: byUnits })
        assert.deepEqual([...idsOf(first), ...idsOf(second)], idsOf(whole).slice(0, 4))
      },
    },
    refusesArgument('a field that is not there', { fields: ['nowhere'] }),
    refusesArgument('a limit of 0', { limit: 0 }),
    refusesArgument('a limit of 1,001', { limit: 1001 }),
    refusesArgument('a limit that is no whole number', { limit: 2.5 }),
    refusesArgument('a negative offset', { offset: -1 }),
    {
      name: 'refuse two starts at once',
      async run(subject) {
        const cursor = await someCursor(subject)
        const { repository } = subject
        await rejection(repository.find({ after: cursor, before: cursor }), 'ERR_INVALID_ARGUMENT')
        await rejection(repository.find({ after: cursor, offset: 1 }), 'ERR_INVALID_ARGUMENT')
        await rejection(repository.find({ before: cursor, offset: 1 }), 'ERR_INVALID_ARGUMENT')
      },
    },
    refusesCursor('of another order', (cursor) => ({ after: cursor, sort: byUnits })),
    refusesCursor('of another filter', (cursor) => ({
      after: cursor,
      where: { op: 'eq', field: 'units', value: 1 },
    })),
    refusesCursor('that was changed', (cursor) => ({
      after: `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}` as Cursor,
    })),
    refusesCursor('that was cut', (cursor) => ({ before: cursor.slice(0, -2) as Cursor })),
    refusesCursor('that is any text', () => ({ after: 'not a cursor' as Cursor })),
    refusesCursor('that is empty', () => ({ after: '' as Cursor })),
  ],
}

const byUnits: Sort = [
  { field: 'units', direction: 'desc' },
  { field: 'rating', direction: 'asc' },
]

function idsOf(page: { readonly items: readonly Product[] }): string[] {
  return page.items.map(({ id }) => id)
}

async function someCursor({ repository }: ReadModelSubject): Promise<Cursor> {
  await repository.saveMany(shelf(6))
  const { next } = await repository.find({ limit: 3 })
  assert.ok(next !== null)
  return next
}

function refusesArgument(name: string, request: PageRequest): ReadModelCase {
  return {
    name: `refuse ${name}`,
    run: async ({ repository }) => void (await rejection(repository.find(request), 'ERR_INVALID_ARGUMENT')),
  }
}

function refusesCursor(name: string, request: (cursor: Cursor) => PageRequest): ReadModelCase {
  return {
    name: `refuse a cursor ${name}`,
    async run(subject) {
      const cursor = await someCursor(subject)
      await rejection(subject.repository.find(request(cursor)), 'ERR_CURSOR')
    },
  }
}
