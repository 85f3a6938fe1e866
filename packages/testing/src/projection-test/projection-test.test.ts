import { streamId, type Event, type ProjectionHandlers, type RecordedEvent } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { foldInMemory } from './fold-in-memory.ts'
import { interleave, seeded } from './interleave.ts'
import { ProjectionTest, type ProjectionTestOptions } from './projection-test.ts'

type StockEvent = Event<'Received', { readonly units: number }> | Event<'Counted', { readonly units: number }>
type Units = Map<string, number>

const [one, two] = [streamId('stock', '1'), streamId('stock', '2')]
const received = (streamId: typeof one, units: number) => ({
  type: 'Received' as const,
  data: { units },
  streamId,
})
const counted = (streamId: typeof one, units: number) => ({
  type: 'Counted' as const,
  data: { units },
  streamId,
})

/** A test of handlers that keep numbers in a map. */
function unitsBy(
  on: ProjectionHandlers<StockEvent, Units>,
  options?: Partial<ProjectionTestOptions<StockEvent, Units>>,
): ProjectionTest<StockEvent, Units> {
  const open = () => {
    const tx: Units = new Map()
    return { tx, rows: () => [...tx].toSorted(([one], [other]) => (one < other ? -1 : 1)) }
  }
  return new ProjectionTest({ projection: { name: 'stock', on }, open, ...options })
}

const counts: ProjectionHandlers<StockEvent, Units> = {
  Counted: ({ streamId, data }, { tx }) => void tx.set(streamId, data.units),
}
const adds: ProjectionHandlers<StockEvent, Units> = {
  Received: ({ streamId, data }, { tx }) => void tx.set(streamId, (tx.get(streamId) ?? 0) + data.units),
}

/** What a person reads when the rows are others. */
async function messageOf(failing: Promise<void>): Promise<string> {
  const failure: unknown = await failing.catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'ERR_ASSERTION' })
  return (failure as Error).message
}

describe('a projection test', () => {
  it('shows events and asks for rows, passing over what is not handled', async () => {
    await expect(
      unitsBy(counts)
        .given(counted(one, 5), received(one, 9), counted(two, 7), counted(one, 6))
        .thenRows([one, 6], [two, 7]),
    ).resolves.toBeUndefined()
  })

  it('says which rows are others', async () => {
    expect(await messageOf(unitsBy(counts).given(counted(one, 5)).thenRows([one, 6]))).toBe(
      `expected other rows of "stock"
- expected
+ found

  [
    [
      'stock-1'
-     6
+     5
    ]
  ]`,
    )
  })

  it('finds handlers that must not see an event twice', async () => {
    const message = await messageOf(unitsBy(adds).given(received(one, 5)).thenRows([one, 5]))
    expect(message).toMatch(
      /^expected the same rows of "stock" when each event is handled again\n[^]*- {5}5\n\+ {5}10\n/,
    )
    await expect(
      unitsBy(adds, { idempotent: false }).given(received(one, 5), received(one, 2)).thenRows([one, 7]),
    ).resolves.toBeUndefined()
  })

  it('finds handlers that remember something between events', async () => {
    let last = 0
    const rememberers: ProjectionHandlers<StockEvent, Units> = {
      Counted: ({ streamId, data }, { tx }) => void tx.set(streamId, (last += data.units)),
    }
    const failing = unitsBy(rememberers, { idempotent: false }).given(counted(one, 5)).thenRows([one, 5])
    expect(await messageOf(failing)).toContain('when they are rebuilt')
  })

  it('finds rows that depend on the order of the streams, and names the order', async () => {
    const latest: ProjectionHandlers<StockEvent, Units> = {
      Counted: ({ data }, { tx }) => void tx.set('latest', data.units),
    }
    const given = [counted(one, 5), counted(two, 7)] as const
    expect(
      await messageOf(
        unitsBy(latest)
          .given(...given)
          .thenRows(['latest', 7]),
      ),
    ).toContain('expected the same rows of "stock" in the order Counted of stock-2, Counted of stock-1\n')
    await expect(
      unitsBy(latest, { interleavings: 0 })
        .given(...given)
        .thenRows(['latest', 7]),
    ).resolves.toBeUndefined()
    await expect(
      unitsBy(latest, { keyOf: () => 'all' })
        .given(...given)
        .thenRows(['latest', 7]),
    ).resolves.toBeUndefined()
  })

  it('gives an event the time and the id it has in every order', async () => {
    const on: ProjectionHandlers<StockEvent, Map<string, unknown>> = {
      Counted: ({ id, streamId, recordedAt }, { tx }) =>
        void tx.set(streamId, [id, recordedAt.toISOString()]),
    }
    const [first, second] = ['0197a1c0-0000-7000-8000-000000000001', '0197a1c0-0000-7000-8000-000000000002']
    const open = () => {
      const tx = new Map<string, unknown>()
      return { tx, rows: () => [...tx].toSorted(([one], [other]) => (one < other ? -1 : 1)) }
    }
    await expect(
      new ProjectionTest({ projection: { name: 'times', on }, open })
        .given({ ...counted(one, 1), id: first }, { ...counted(two, 2), id: second })
        .thenRows([one, [first, '2026-01-01T00:00:00.000Z']], [two, [second, '2026-01-01T00:00:01.000Z']]),
    ).resolves.toBeUndefined()
  })

  it('disposes of every place, also when a handler fails', async () => {
    let open = 0
    const failing = new ProjectionTest<StockEvent, null>({
      projection: { name: 'failing', on: { Counted: () => Promise.reject(new Error('no')) } },
      open: () => ({ tx: null, rows: () => [], dispose: () => void open--, ...(open++, {}) }),
    })
    await expect(failing.given(counted(one, 1)).thenRows()).rejects.toThrow('no')
    expect(open).toBe(0)
  })
})

describe('a fold in memory', () => {
  const units = foldInMemory({
    name: 'units',
    eventTypes: ['Received', 'Counted'],
    key: 'stream',
    evolve(row: { readonly units: number } | undefined, { type, data }: RecordedEvent<StockEvent>) {
      if (type === 'Counted') return data.units === 0 ? null : { units: data.units }
      return { units: (row?.units ?? 0) + data.units }
    },
  })

  it('keeps a row for each key, and none where there is none any more', async () => {
    await expect(
      new ProjectionTest(units)
        .given(received(one, 5), received(two, 1), received(one, 2), counted(two, 0))
        .thenRows({ key: 'stock-1', units: 7 }),
    ).resolves.toBeUndefined()
  })

  it.each<[string, () => string | undefined | readonly string[], readonly object[]]>([
    [
      'several keys',
      () => ['a', 'b'],
      [
        { key: 'a', units: 1 },
        { key: 'b', units: 1 },
      ],
    ],
    ['one key', () => 'a', [{ key: 'a', units: 1 }]],
    ['no key', () => undefined, []],
  ])('follows an event of %s', async (_what, key, rows) => {
    const evolve = (_row: unknown, _event: RecordedEvent<StockEvent>) => ({ units: 1 })
    await expect(
      new ProjectionTest(foldInMemory({ name: 'any', eventTypes: ['Counted'], key, evolve }))
        .given(counted(one, 5))
        .thenRows(...rows),
    ).resolves.toBeUndefined()
  })
})

describe('interleaving', () => {
  const items = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']

  it('keeps the order of each key and loses nothing', () => {
    const random = seeded(7)
    for (let count = 0; count < 200; count++) {
      const mixed = interleave(items, ([key = '']) => key, random)
      expect(mixed.toSorted()).toEqual(items)
      for (const key of ['a', 'b']) {
        const own = mixed.filter((item) => item.startsWith(key))
        expect(own).toEqual(own.toSorted())
      }
    }
  })

  it('comes to every order there is, and to the same ones for the same seed', () => {
    const orders = (seed: number): readonly string[] => {
      const random = seeded(seed)
      return Array.from({ length: 600 }, () => interleave(items, ([key = '']) => key, random).join(' '))
    }
    expect(new Set(orders(1)).size).toBe(60) // 6! / (3! 2! 1!)
    expect(orders(1)).toEqual(orders(1))
    expect(orders(1)).not.toEqual(orders(2))
  })
})
