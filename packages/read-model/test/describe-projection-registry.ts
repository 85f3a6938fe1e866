import {
  projectionId,
  type ProjectionRecord,
  type ProjectionRepository,
  type ProjectorConfiguration,
  type ProjectorConfigurationRepository,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'

/** What is kept about projections, empty. */
export interface ProjectionRegistry {
  readonly projections: ProjectionRepository
  readonly configurations: ProjectorConfigurationRepository
}

const orders = projectionId('orders')
const stock = projectionId('stock')

const configuration: ProjectorConfiguration = {
  projectionId: orders,
  batchSize: 100,
  pollIntervalMs: 1_000,
  errorStrategy: 'deadLetter',
  parallelism: 2,
  custom: { tags: ['a', "it's"], limit: 3 },
}

const record: ProjectionRecord = {
  projectionId: orders,
  name: 'Orders',
  version: 2,
  eventTypes: ['OrderPlaced', 'OrderCancelled'],
  readModels: ['order_summary'],
  active: true,
}

/** The contract of the repositories about projections. */
export function describeProjectionRegistry(name: string, open: () => Promise<ProjectionRegistry>): void {
  describe(`the configurations of ${name}`, () => {
    it('are as they were saved last', async () => {
      const { configurations } = await open()
      expect(await configurations.get(orders)).toBeUndefined()
      await configurations.save(configuration)
      expect(await configurations.get(orders)).toEqual(configuration)
      const { custom, ...plain } = { ...configuration, batchSize: 7, errorStrategy: 'skip' as const }
      await configurations.save(plain)
      expect(custom).toBeDefined()
      expect(await configurations.get(orders)).toEqual(plain)
    })

    it('come by projection, and go one by one', async () => {
      const { configurations } = await open()
      await configurations.save({ ...configuration, projectionId: stock })
      await configurations.save(configuration)
      expect((await configurations.all()).map((each) => each.projectionId)).toEqual([orders, stock])
      await configurations.delete(orders)
      await configurations.delete(orders)
      expect((await configurations.all()).map((each) => each.projectionId)).toEqual([stock])
    })

    it.each([
      { batchSize: 0 },
      { pollIntervalMs: 1.5 },
      { parallelism: Number.NaN },
      { errorStrategy: 'hope' as ProjectorConfiguration['errorStrategy'] },
    ])('are refused when nothing could run with %j', async (wrong) => {
      const { configurations } = await open()
      await expect(configurations.save({ ...configuration, ...wrong })).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
      })
      expect(await configurations.all()).toEqual([])
    })
  })

  describe(`the projections of ${name}`, () => {
    it('are as they were saved last, until they are forgotten', async () => {
      const { projections } = await open()
      expect(await projections.get(orders)).toBeUndefined()
      await projections.save({ ...record, version: 1 })
      await projections.save(record)
      expect(await projections.get(orders)).toEqual(record)
      await projections.delete(orders)
      expect(await projections.get(orders)).toBeUndefined()
    })

    it('are found by name, event type and read model', async () => {
      const { projections } = await open()
      const other = {
        ...record,
        projectionId: stock,
        name: 'Stock',
        eventTypes: ['OrderPlaced'],
        readModels: [],
      }
      await projections.save(other)
      await projections.save(record)
      const found = async (filter?: Parameters<ProjectionRepository['find']>[0]) =>
        (await projections.find(filter)).map((each) => each.projectionId)
      expect(await found()).toEqual([orders, stock])
      expect(await found({ name: 'Stock' })).toEqual([stock])
      expect(await found({ eventType: 'OrderPlaced' })).toEqual([orders, stock])
      expect(await found({ eventType: 'OrderCancelled' })).toEqual([orders])
      expect(await found({ readModel: 'order_summary', eventType: 'OrderPlaced' })).toEqual([orders])
      expect(await found({ readModel: 'none' })).toEqual([])
    })
  })
}
