import { deepStrictEqual } from 'node:assert/strict'
import { sideBySide } from '../../measure/side-by-side.ts'
import type { Path } from '../../suite/path.ts'
import { orderIdOf, sampleRow, type OrderSummary } from '../sample-row.ts'
import { openShelves, rows, type Shelves } from './shelves.ts'

/** Gives a row that is known to be there, by its id. */
export type ReadRow = (orderId: string) => Promise<OrderSummary | undefined>

/** What {@link cachePath} makes a path of. */
export interface CachePathOptions {
  readonly id: string
  readonly does: string
  readonly ours: { readonly name: string; open(shelves: Shelves): ReadRow }
  readonly against: { readonly name: string; open(shelves: Shelves): ReadRow }
  readonly ratio: number
  /** How many reads a round has. */
  readonly reads: number
  /** The same for the other contender, when it takes far longer. Default: as many. */
  readonly readsAgainst?: number | undefined
  readonly inFlight: number
}

/** Prime, so that a round jumps over all rows. */
const stride = 617

/** A path on which the same rows are read from two places. */
export function cachePath(options: CachePathOptions): Path {
  const { id, does, ours, against, ratio, reads, readsAgainst = reads, inFlight } = options
  const orderIds = Array.from({ length: rows }, (_, nr) => orderIdOf((nr * stride) % rows))
  return {
    id,
    does: `${does}, ${inFlight} in flight, ${rows} rows`,
    unit: 'rows/s',
    better: 'higher',
    targets: [{ ours: ours.name, against: against.name, ratio }],
    async open(server) {
      await using opened = new AsyncDisposableStack()
      const shelves = opened.use(await openShelves(server))
      const contenders = [
        { name: ours.name, times: reads, read: ours.open(shelves) },
        { name: against.name, times: readsAgainst, read: against.open(shelves) },
      ]
      const check = async () => {
        for (const { name, read } of contenders) {
          for (let nr = 0; nr < rows; nr++) {
            deepStrictEqual(await read(orderIdOf(nr)), sampleRow(nr), `${name} gives another row`)
          }
        }
      }
      await check() // which fills the caches too
      const resources = opened.move()
      return {
        contenders: contenders.map(({ name, times, read }) => ({
          name,
          async run() {
            const began = performance.now()
            if (inFlight === 1) for (let nr = 0; nr < times; nr++) await read(orderIds[nr % rows] ?? '')
            else await sideBySide({ times, inFlight }, (nr) => read(orderIds[nr % rows] ?? ''))
            return times / ((performance.now() - began) / 1_000)
          },
        })),
        verify: check,
        [Symbol.asyncDispose]: () => resources.disposeAsync(),
      }
    },
  }
}
