import { silentLogger, streamId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { product, productModel, type Product } from '../conformance/read-model/product.ts'
import { InMemoryReadModelRepository } from '../read-model/in-memory-read-model-repository.ts'
import { InMemoryUnitOfWorkFactory } from './in-memory-unit-of-work-factory.ts'

const order = streamId('order', '1')
const placed = { type: 'OrderPlaced', data: {} }
const paid = { type: 'OrderPaid', data: {} }

function setUp() {
  const eventStore = new InMemoryEventStore()
  const products = new InMemoryReadModelRepository<Product>({ model: productModel })
  const errors: object[] = []
  const logger = { ...silentLogger, error: (facts: object | string) => void errors.push(Object(facts)) }
  return { eventStore, products, errors, factory: new InMemoryUnitOfWorkFactory({ eventStore, logger }) }
}

async function typesIn(eventStore: InMemoryEventStore): Promise<string[]> {
  return (await eventStore.load(order)).events.map(({ type }) => type)
}

describe('a unit of work in memory', () => {
  it('writes nothing before the commit, and everything with it', async () => {
    const { eventStore, factory } = setUp()
    const unit = factory.begin({ metadata: { correlationId: 'c-1' } })
    unit.append(order, [placed], { expectedVersion: 'no-stream', metadata: { actor: 'eve' } })
    expect(await typesIn(eventStore)).toEqual([])

    const { appends } = await unit.commit()
    expect(appends[0]?.streamVersion).toBe(1)
    const [event] = (await eventStore.load(order)).events
    expect(event?.metadata).toEqual({ correlationId: 'c-1', actor: 'eve' })
  })

  it('shows what is pending, and appends it in order where the stream was before', async () => {
    const { eventStore, factory } = setUp()
    const unit = factory.begin()
    unit.append(order, [placed], { expectedVersion: 'no-stream' })
    unit.append(order, [paid], { expectedVersion: 1 })
    expect(unit.pending(order)).toEqual([placed, paid])
    expect(unit.pending(streamId('order', '2'))).toEqual([])
    unit.append(streamId('order', '3'), [placed], { expectedVersion: 'no-stream' })
    expect(unit.pending()).toEqual([placed, paid, placed])
    await unit.commit()
    expect(await typesIn(eventStore)).toEqual(['OrderPlaced', 'OrderPaid'])
  })

  it('refuses an append that contradicts what is planned for its stream', async () => {
    const { eventStore, factory } = setUp()
    const unit = factory.begin()
    unit.append(order, [placed], { expectedVersion: 'no-stream' })
    expect(() => unit.append(order, [placed], { expectedVersion: 'no-stream' })).toThrow(
      'stream "order-1" is at version 1, expected no-stream',
    )
    await unit.commit()
    expect(await typesIn(eventStore)).toEqual(['OrderPlaced'])
  })

  it('is rolled back by a conflict, with what was written in its transaction', async () => {
    const { eventStore, products, factory } = setUp()
    await eventStore.append(order, [placed], { expectedVersion: 'no-stream' })
    const unit = factory.begin()
    await products.save(product('1'), { transaction: await unit.transaction() })
    unit.append(order, [placed], { expectedVersion: 'no-stream' })
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(unit.state).toBe('rolled-back')
    expect(await products.exists('1')).toBe(false)
  })

  it('commits what was written in its transaction, also without events', async () => {
    const { products, factory } = setUp()
    const unit = factory.begin()
    expect(unit.openedTransaction).toBeUndefined()
    const transaction = await unit.transaction()
    expect(unit.openedTransaction).toBe(transaction)
    await products.save(product('1'), { transaction })
    await unit.commit()
    expect(transaction.end).toBe('committed')
    expect(await products.exists('1')).toBe(true)
  })

  it('checks conditions', async () => {
    const { eventStore, factory } = setUp()
    await eventStore.append(order, [placed], { expectedVersion: 'any' })
    const unit = factory.begin()
    unit.require({ failIfEventsMatch: { items: [{ types: ['OrderPlaced'] }] } })
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('rolls back what is active when it is disposed of, and remembers every unit', async () => {
    const { eventStore, factory } = setUp()
    const unit = factory.begin()
    unit.append(order, [placed], { expectedVersion: 'any' })
    await unit[Symbol.asyncDispose]()
    await factory.begin().commit()
    expect(factory.begun.map(({ state }) => state)).toEqual(['rolled-back', 'committed'])
    expect(await typesIn(eventStore)).toEqual([])
  })

  it('runs hooks after the commit only, and logs those that fail', async () => {
    const { factory, errors } = setUp()
    const calls: string[] = []
    const unit = factory.begin()
    unit.onCommit(() => Promise.reject(new Error('too late')))
    unit.onCommit(({ appends }) => void calls.push(`${appends.length} written`))
    unit.append(order, [placed], { expectedVersion: 'any' })
    expect(calls).toEqual([])
    await unit.commit()
    expect(calls).toEqual(['1 written'])
    expect(errors).toEqual([{ error: new Error('too late') }])

    const given = factory.begin()
    given.onCommit(() => void calls.push('never'))
    await given.rollback()
    expect(calls).toEqual(['1 written'])
  })

  it('takes nothing once it is over', async () => {
    const { factory } = setUp()
    const unit = factory.begin()
    await unit.commit()
    await unit.rollback()
    expect(unit.state).toBe('committed')
    expect(() => unit.append(order, [placed], { expectedVersion: 'any' })).toThrow('the unit of work is over')
    await expect(unit.commit()).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })
})
