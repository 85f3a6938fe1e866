import { deepStrictEqual } from 'node:assert/strict'
import { migrate } from '@uno-ts/event-store-pg'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import type { Pool } from 'pg'
import { fillOrderTable } from '../../read-model/order-table.ts'
import { orderIdOf } from '../../read-model/sample-row.ts'
import type { OpenPath } from '../../suite/path.ts'
import type { SearchDatabase, SearchPath } from '../search-path.ts'
import {
  evaluatedByHand,
  liveUnoTs,
  pageLength,
  type LiveContender,
  type OpenLive,
} from './live-contenders.ts'

const rows = 20_000
const changes = 100

/** Showing a changed page to all who follow it, against asking for it once by hand. */
export function livePath({
  id,
  subscribers,
}: {
  readonly id: string
  readonly subscribers: number
}): SearchPath {
  const ours = liveUnoTs(subscribers)
  return {
    id,
    does: `${changes} changes, after each a page of ${pageLength} of ${rows} rows anew, for all who follow it`,
    unit: 'changes/s',
    better: 'higher',
    targets: [{ ours: ours.name, against: evaluatedByHand.name, ratio: 0.5 }],
    open: (database) => openLivePath([ours, evaluatedByHand], database),
  }
}

async function openLivePath(
  contenders: readonly LiveContender[],
  { pool }: SearchDatabase,
): Promise<OpenPath> {
  await fillOrderTable(pool, rows)
  await migrate(pool, [projectionMigrations])
  await using resources = new AsyncDisposableStack()
  const running: { readonly name: string; readonly live: OpenLive }[] = []
  for (const one of contenders) running.push({ name: one.name, live: resources.use(await one.open(pool)) })
  const check = async (): Promise<void> => {
    await change(pool)
    const pages = await Promise.all(running.map(({ live }) => live.show()))
    for (const page of pages) deepStrictEqual(page, pages[0], 'the contenders show different pages')
  }
  await check()
  const kept = resources.move()
  return {
    contenders: running.map(({ name, live }) => ({
      name,
      async run() {
        let spentMs = 0
        for (let nr = 0; nr < changes; nr++) {
          await change(pool)
          const began = performance.now()
          await live.show()
          spentMs += performance.now() - began
        }
        return changes / (spentMs / 1_000)
      },
    })),
    verify: check,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Changes a row of the page, as a projection does. What that takes is nobody's. */
async function change(pool: Pool): Promise<void> {
  await pool.query(
    'update uno.order_summary set "grossMilli" = "grossMilli" + 1 where tenant_id = $1 and "orderId" = $2',
    ['default', orderIdOf(rows - 2)],
  )
}
