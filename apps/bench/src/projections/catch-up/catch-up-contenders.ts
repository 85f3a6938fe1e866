import type { AnyProjection } from '@uno-ts/projections'
import { openLog } from '../open-log.ts'
import { foldedTotals, readTotals } from '../order-totals.ts'
import type { ProjectionContender } from '../projection-contender.ts'

/** A projection in a runner with its defaults, from an empty table to the end of the log. */
export function unoTsProjecting(projection: AnyProjection, name = 'uno-ts'): ProjectionContender {
  return {
    name,
    async open(url, history) {
      const log = await openLog(url, history)
      return {
        reset: () => log.reset(),
        async handle() {
          const runner = await log.run([projection])
          await runner.caughtUp()
        },
        totals: () => readTotals(log.pool),
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      }
    },
  }
}

/** The fold, in a runner. */
export const unoTsFold: ProjectionContender = unoTsProjecting(foldedTotals)

/** The store's own reader: events are read and decoded, and nothing is made of them. */
export const readOnly: ProjectionContender = {
  name: 'read and decode',
  async open(url, history) {
    const log = await openLog(url, history)
    return {
      reset: () => log.reset(),
      async handle() {
        const events = await count(log.store.readAll())
        if (events !== history.events) throw new RangeError(`read ${events} events of ${history.events}`)
      },
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    }
  },
}

async function count(things: AsyncIterable<unknown>): Promise<number> {
  const iterator = things[Symbol.asyncIterator]()
  let counted = 0
  while ((await iterator.next()).done !== true) counted++
  return counted
}
