import * as fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { openModels } from '../../test/open-models.ts'
import { anyUpdates, applyUpdate, openOverview, overviewModel } from '../../test/order-overview.ts'
import { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'

const opened = await openModels([overviewModel])
afterAll(() => opened[Symbol.asyncDispose]())
const { db, pool } = opened
const repository = new PostgresReadModelRepository({ db, pool, model: overviewModel })

it('a row in the database settles to the same values while its sources write at once', async () => {
  await fc.assert(
    fc.asyncProperty(anyUpdates, async (updates) => {
      await repository.delete('o1')
      for (const update of updates) await applyUpdate(openOverview(repository), update)
      const inTurn = await repository.get('o1')
      await repository.delete('o1')
      // As many processes as updates: fewer than attempts, since somebody comes through in each.
      await Promise.all(updates.toReversed().map((each) => applyUpdate(openOverview(repository), each)))
      for (const again of updates.slice(0, 3)) await applyUpdate(openOverview(repository), again)
      expect(await repository.get('o1')).toEqual(inTurn)
    }),
    { numRuns: 15 },
  )
}, 30_000)
