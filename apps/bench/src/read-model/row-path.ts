import { deepStrictEqual } from 'node:assert/strict'
import type { PostgresServer } from '@uno-ts/testing'
import { openPool } from '../event-store/contender/open-pool.ts'
import type { OpenPath, Path, Target } from '../suite/path.ts'
import { fillOrderTable } from './order-table.ts'
import type { OpenRowContender, RowContender } from './row-contender.ts'
import { orderIdOf, sampleRow } from './sample-row.ts'

/** What the paths below are made of. */
export interface RowPathOptions {
  readonly id: string
  /** How many rows the table has. */
  readonly rows: number
  readonly contenders: readonly RowContender[]
  readonly targets: readonly Target[]
  readonly rounds?: number | undefined
}

/** A path on which contenders get rows by id, one after the other, in an order that jumps about. */
export function getPath(options: RowPathOptions & { readonly gets: number }): Path {
  const { rows, gets } = options
  return rowPath(options, {
    does: `${gets} rows got by id, decoded, of ${rows}`,
    rowsARound: gets,
    async work(contender) {
      for (let nr = 0; nr < gets; nr++) await contender.get(orderIdOf((nr * stride) % rows))
    },
    async check(contender, name) {
      for (const nr of [0, rows - 1]) {
        deepStrictEqual(await contender.get(orderIdOf(nr)), sampleRow(nr), `${name} gets another row`)
      }
    },
  })
}

/** Prime, so that a round jumps over all rows. */
const stride = 7919

/** A path on which contenders save the same rows again and again, many at a time, each time changed. */
export function saveManyPath(
  options: RowPathOptions & { readonly saves: number; readonly rowsASave: number },
): Path {
  const { rows, saves, rowsASave } = options
  let round = 0
  const batch = (nr: number) => {
    const first = (nr * rowsASave) % rows
    return Array.from({ length: rowsASave }, (_, index) => sampleRow((first + index) % rows, round))
  }
  return rowPath(options, {
    does: `${saves} times ${rowsASave} rows inserted or replaced in one statement, of ${rows}`,
    rowsARound: saves * rowsASave,
    async work(contender) {
      round++
      for (let nr = 0; nr < saves; nr++) await contender.saveMany(batch(nr))
    },
    async check(contender, name) {
      round++
      await contender.saveMany(batch(0))
      const [saved] = batch(0)
      deepStrictEqual(await contender.get(saved?.orderId ?? ''), saved, `${name} saves another row`)
    },
  })
}

/** A path on which contenders show every row, in the order of their ids. */
export function streamPath(options: RowPathOptions): Path {
  return rowPath(options, {
    does: `${options.rows} rows streamed in the order of their ids, decoded`,
    rowsARound: options.rows,
    async work(contender) {
      let shown = 0
      await contender.stream(() => shown++)
      if (shown !== options.rows) throw new RangeError(`shown ${shown} rows of ${options.rows}`)
    },
    async check(contender, name) {
      let nr = 0
      await contender.stream((row) => {
        if (nr % 997 === 0) deepStrictEqual(row, sampleRow(nr), `${name} shows another row`)
        nr++
      })
    },
  })
}

interface RowWork {
  readonly does: string
  readonly rowsARound: number
  work(contender: OpenRowContender): Promise<void>
  /** Throws when the contender does not do what it should. */
  check(contender: OpenRowContender, name: string): Promise<void>
}

function rowPath({ id, rows, contenders, targets, rounds }: RowPathOptions, work: RowWork): Path {
  return {
    id,
    does: work.does,
    unit: 'rows/s',
    better: 'higher',
    targets,
    rounds,
    open: (server) => openRowPath(contenders, server, { rows, work }),
  }
}

async function openRowPath(
  contenders: readonly RowContender[],
  server: PostgresServer,
  { rows, work }: { readonly rows: number; readonly work: RowWork },
): Promise<OpenPath> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await server.createDatabase())
  const pool = openPool(database.url, 2)
  opened.defer(() => pool.end())
  await fillOrderTable(pool, rows)
  const running = contenders.map((one) => ({ name: one.name, contender: one.open(pool) }))
  const check = async (): Promise<void> => {
    for (const { name, contender } of running) await work.check(contender, name)
  }
  await check()
  const resources = opened.move()
  return {
    contenders: running.map(({ name, contender }) => ({
      name,
      async run() {
        const began = performance.now()
        await work.work(contender)
        return work.rowsARound / ((performance.now() - began) / 1_000)
      },
    })),
    verify: check,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
