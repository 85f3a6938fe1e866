import { InMemoryReadModelRepository } from '@uno-ts/testing'
import { globalPosition } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anyUpdates,
  applyUpdate,
  initialOverview as initial,
  openOverview,
  overviewModel as model,
  type Overview,
} from '../../test/order-overview.ts'
import { DenormalizedReadModel } from './denormalized-read-model.ts'

const overview = () => {
  const repository = new InMemoryReadModelRepository<Overview>({ model })
  return { repository, orders: openOverview(repository) }
}

describe('a row that several sources fill', () => {
  it('settles to the same row in whatever order updates arrive, and however often', async () => {
    const shuffled = anyUpdates.chain((updates) =>
      fc.record({
        updates: fc.constant(updates),
        order: fc
          .array(fc.nat(updates.length - 1), { maxLength: 20 })
          .chain((again) =>
            fc
              .shuffledSubarray([...updates.keys()], { minLength: updates.length })
              .map((all) => [...all, ...again]),
          ),
        atOnce: fc.boolean(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ updates, order, atOnce }) => {
        const inTurn = overview()
        for (const update of updates) await applyUpdate(inTurn.orders, update)
        const mixed = overview()
        const arriving = order.flatMap((index) => updates[index] ?? [])
        if (atOnce) await Promise.all(arriving.slice(0, 8).map((update) => applyUpdate(mixed.orders, update)))
        for (const update of arriving) await applyUpdate(mixed.orders, update)
        expect(await mixed.repository.get('o1')).toEqual(await inTurn.repository.get('o1'))
      }),
      { numRuns: 300 },
    )
  })

  it('has its first values where nobody has told anything', async () => {
    const { orders } = overview()
    const row = await orders.apply('customer', 'o1', { customerName: 'Ada' }, { position: globalPosition(3) })
    expect(row).toEqual({ ...initial('o1'), customerName: 'Ada', applied: { customerName: '3' } })
  })

  it('takes from a source only what is the source’s', async () => {
    const { orders, repository } = overview()
    const wrong = orders.apply('customer', 'o1', { status: 'placed' } as never, {
      position: globalPosition(1),
    })
    await expect(wrong).rejects.toThrow('"status" does not come from "customer"')
    expect(await repository.count()).toBe(0)
  })

  it.each([
    ['two sources claim a field', { a: ['status'], b: ['status'] }],
    ['a source claims the key', { a: ['orderId'] }],
  ])('is not defined when %s', (_, claimed) => {
    const { repository } = overview()
    const define = () => new DenormalizedReadModel({ repository, model, sources: claimed as never, initial })
    expect(define).toThrow(expect.objectContaining({ code: 'ERR_CONFIGURATION' }))
  })
})
