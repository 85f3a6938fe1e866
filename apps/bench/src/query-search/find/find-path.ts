import { deepStrictEqual } from 'node:assert/strict'
import { fillOrderTable } from '../../read-model/order-table.ts'
import type { OpenPath } from '../../suite/path.ts'
import type { SearchDatabase, SearchPath } from '../search-path.ts'
import {
  findByHand,
  findUnoTs,
  pageLength,
  type FindContender,
  type FindQuestion,
} from './find-contenders.ts'

const rows = 20_000
const finds = 3_000

/** Finding a page of rows by three criteria, against the same statement by hand. */
export const findPath: SearchPath = {
  id: 'find',
  does: `${finds} times a page of ${pageLength} rows by three criteria, newest first, of ${rows}, decoded`,
  unit: 'pages/s',
  better: 'higher',
  targets: [{ ours: findUnoTs.name, against: findByHand.name, ratio: 0.85 }],
  open: (database) => openFindPath([findUnoTs, findByHand], database),
}

async function openFindPath(
  contenders: readonly FindContender[],
  { pool }: SearchDatabase,
): Promise<OpenPath> {
  await fillOrderTable(pool, rows)
  await pool.query('create index on uno.order_summary (tenant_id, units, paid, "placedAt", "orderId")')
  await pool.query('vacuum analyze uno.order_summary')
  const running = contenders.map((one) => ({ name: one.name, find: one.open(pool) }))
  const check = async (): Promise<void> => {
    for (let nr = 0; nr < 17; nr++) {
      const answers = await Promise.all(running.map(({ find }) => find(question(nr))))
      for (const answer of answers) {
        deepStrictEqual(answer, answers[0], 'the contenders find different rows')
        deepStrictEqual(answer.length, pageLength, 'the page is full')
      }
    }
  }
  await check()
  return {
    contenders: running.map(({ name, find }) => ({
      name,
      async run() {
        const began = performance.now()
        for (let nr = 0; nr < finds; nr++) await find(question(nr))
        return finds / ((performance.now() - began) / 1_000)
      },
    })),
    verify: check,
    [Symbol.asyncDispose]: () => Promise.resolve(), // whoever gave the database closes it
  }
}

/** Another number of units each time, since one of the first days. */
function question(nr: number): FindQuestion {
  return { units: nr % 17, since: new Date(Date.UTC(2026, 0, 1 + (nr % 3))) }
}
