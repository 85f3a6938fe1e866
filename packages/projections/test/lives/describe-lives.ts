import * as fc from 'fast-check'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  inlineProjection,
  liveProjection,
  ProjectionRunner,
  rebuildSql,
  type AnyFold,
  type Tally,
} from '../../src/index.ts'
import { projectionMigrations } from '../../src/migrations.ts'
import { kinds, sales, shops, totals, trails } from './shop-definitions.ts'
import { someAppends, type ShopAppend } from './shop-events.ts'
import { createLog, shopLog, type ShopLog } from './shop-log.ts'
import { tableRows } from './table-rows.ts'

const folds: readonly AnyFold[] = [shops, trails]
const tallies: readonly Tally[] = [sales, totals, kinds]
const definitions = [...folds, ...tallies]

/** Says that folds and tallies make the same rows in all their lives, on a database. */
export function describeLives(
  name: string,
  open: () => Promise<{ readonly pool: Pool; readonly close: () => Promise<unknown> }>,
  { numRuns }: { readonly numRuns: number },
): void {
  describe(`projections on ${name}`, () => {
    let pool: Pool
    let db: Kysely<object>
    let close: () => Promise<unknown>

    beforeAll(async () => {
      ;({ pool, close } = await open())
      db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
      await pool.query('create schema uno')
      for (const step of projectionMigrations.steps) {
        for (const statement of step.statements({ schema: '"uno"' })) await pool.query(statement)
      }
      for (const { createTable } of definitions) await pool.query(createTable)
      await pool.query(createLog)
    })
    afterAll(() => close())

    const clear = async () => {
      const tables = definitions.map(({ table }) => table.name).join(', ')
      await pool.query(
        `truncate ${tables}, uno.projection_checkpoints, uno.projection_members, uno.projection_versions`,
      )
      return await shopLog(pool)
    }
    const fill = async (log: ShopLog, appends: readonly ShopAppend[]) => {
      for (const append of appends) await log.append(append)
    }
    const tables = (those: readonly (AnyFold | Tally)[]) =>
      Promise.all(those.map((definition) => tableRows(pool, definition)))
    const lives = ({ eventStore }: ShopLog, those: readonly (AnyFold | Tally)[]) =>
      Promise.all(those.map((definition) => liveProjection(definition as Tally, { eventStore }).all()))
    const holds = (body: (appends: readonly ShopAppend[]) => Promise<void>, runs = numRuns) =>
      fc.assert(fc.asyncProperty(someAppends, body), { numRuns: runs })

    it('make the same rows inline as live', () =>
      holds(async (appends) => {
        const log = await clear()
        const inline = definitions.map((definition) => inlineProjection(definition))
        for (const append of appends) await log.append(append, inline)
        expect(await tables(definitions)).toEqual(await lives(log, definitions))
      }))

    it('make the same rows in a runner as live, in whatever batches', () =>
      holds(
        async (appends) => {
          const log = await clear()
          const half = Math.ceil(appends.length / 2)
          await fill(log, appends.slice(0, half))
          const { eventStore } = log
          await using runner = new ProjectionRunner({
            eventStore,
            db,
            projections: definitions,
            batchSize: 3,
            pageSize: 7,
          })
          await runner.start()
          await fill(log, appends.slice(half))
          await runner.caughtUp()
          expect(await tables(definitions)).toEqual(await lives(log, definitions))
        },
        Math.ceil(numRuns / 3),
      ))

    it('make the same row live for one key as for all', () =>
      holds(async (appends) => {
        const log = await clear()
        await fill(log, appends)
        for (const definition of definitions) {
          const live = liveProjection(definition as Tally, log)
          for (const [key, row] of await live.all()) expect(await live.get(key)).toEqual(row)
          expect(await live.get('nobody')).toBeUndefined()
        }
      }))

    it.each([{ resumable: true, pageSize: 4 }, { resumable: true }, { resumable: false }])(
      'make the same rows inside the database as live: %o',
      (options) =>
        holds(async (appends) => {
          const log = await clear()
          await fill(log, appends)
          await log.publish()
          for (const tally of tallies) {
            const head = await log.eventStore.head()
            for (let times = 0; times < 2; times += 1) {
              expect(await rebuildSql(tally, { ...log, db, ...options })).toBe(head)
            }
          }
          expect(await tables(tallies)).toEqual(await lives(log, tallies))
        }),
    )

    it('go on in a runner where a rebuild inside the database has ended', async () => {
      const log = await clear()
      const [first = [], second = []] = fc.sample(someAppends, { numRuns: 2, seed: 5 })
      await fill(log, first)
      await log.publish()
      for (const resumable of [true, false]) await rebuildSql(sales, { ...log, db, resumable })
      const { eventStore } = log
      await using runner = new ProjectionRunner({ eventStore, db, projections: [sales] })
      await runner.start()
      await fill(log, second)
      await runner.caughtUp()
      expect(await tables([sales])).toEqual(await lives(log, [sales]))
    })
  })
}
