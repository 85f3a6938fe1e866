import { DatabaseError, streamId, type CommandDefinition, type Schema } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import {
  describeDcbStore,
  describeEventStore,
  describeReadModelRepository,
  describeSubscriptions,
} from '../conformance.ts'
import { product, productModel, type Product } from '../conformance/read-model/product.ts'
import { MockCQRSMediator } from './mock-cqrs-mediator.ts'
import { MockEventStore } from './mock-event-store.ts'
import { MockReadModelRepository } from './mock-read-model-repository.ts'
import { MockUnitOfWork } from './mock-unit-of-work.ts'

const mockStore = async () => ({ store: new MockEventStore(), dispose: () => undefined })
describeEventStore('MockEventStore', mockStore, [])
describeDcbStore('MockEventStore', mockStore, [])
describeSubscriptions('MockEventStore', mockStore, [])

describeReadModelRepository(
  'MockReadModelRepository',
  async () => ({
    repository: new MockReadModelRepository<Product>({ model: productModel }),
    dispose: () => undefined,
  }),
  [],
)

const order = streamId('order', '1')
const placed = { type: 'OrderPlaced', data: {} }

describe('a mock event store', () => {
  it('remembers what was committed, and not what was refused', async () => {
    const store = new MockEventStore()
    await store.append(order, [placed], { expectedVersion: 0 })
    await store.append(order, [placed], { expectedVersion: 0 }).catch(() => undefined)
    await store.commit({ appends: [{ events: [{ type: 'Noted', data: {} }] }] })
    store.assertAppended('OrderPlaced', 'Noted')
    expect(() => store.assertAppended('Noted')).toThrow('expected other events to have been appended')
  })

  it('fails when it is told to, once, before it writes', async () => {
    const store = new MockEventStore()
    const lost = new DatabaseError('the connection is gone')
    store.failNextCommit(lost)
    await expect(store.append(order, [placed], { expectedVersion: 0 })).rejects.toBe(lost)
    store.assertAppended()
    await store.append(order, [placed], { expectedVersion: 0 })
    store.assertAppended('OrderPlaced')
  })
})

describe('a mock read-model repository', () => {
  it('remembers the changes that were made', async () => {
    const products = new MockReadModelRepository<Product>({ model: productModel })
    await products.save(product('1'))
    await products.save(product('1'), { expectedVersion: 7 }).catch(() => undefined)
    await products.patch('1', { units: 2 })
    await products.patch('none', { units: 2 })
    await products.saveMany([product('2')])
    await products.deleteMany(['1', 'none', '1'])
    await products.delete('none')
    expect(products.changes).toEqual([
      { kind: 'saved', row: product('1') },
      { kind: 'patched', id: '1', changes: { units: 2 } },
      { kind: 'saved', row: product('2') },
      { kind: 'deleted', id: '1' },
    ])
  })
})

describe('a mock unit of work', () => {
  it('knows whether it was committed or rolled back', async () => {
    const committed = new MockUnitOfWork()
    committed.append(order, [placed], { expectedVersion: 'no-stream' })
    expect(() => committed.assertCommitted()).toThrow(
      'expected the unit of work to be committed, found it active',
    )
    await committed.commit()
    committed.assertCommitted()
    expect(() => committed.assertRolledBack()).toThrow('found it committed')
    expect(committed.result?.appends).toHaveLength(1)

    const given = new MockUnitOfWork()
    given.append(order, [placed], { expectedVersion: 'no-stream' })
    await given.rollback()
    given.assertRolledBack()
    expect(given.appends).toEqual([{ streamId: order, events: [placed], expectedVersion: 'no-stream' }])
  })
})

describe('a mock mediator', () => {
  const text: Schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'string'
          ? { value: value.trim() }
          : { issues: [{ message: 'expected a text', path: ['name', { key: 0 }] }] },
    },
  }
  const greet = defined('Greet', text)

  it('answers with the validated payload, and remembers what was sent', async () => {
    const mediator = new MockCQRSMediator().answerCommand(greet, (data) => `hello ${String(data)}`)
    expect(await mediator.executeCommand(greet(' eve '), { idempotencyKey: 'k' })).toBe('hello eve')
    expect(mediator.payloadsOf(greet)).toEqual([' eve '])
    expect(mediator.sent[0]?.options.idempotencyKey).toBe('k')
  })

  it('refuses what does not fit, and what nobody answers', async () => {
    const mediator = new MockCQRSMediator()
    await expect(mediator.executeCommand(greet('eve'))).rejects.toMatchObject({ code: 'ERR_REGISTRATION' })
    mediator.answerCommand(greet, () => 'hello')
    await expect(mediator.executeCommand(greet(7))).rejects.toMatchObject({
      code: 'ERR_VALIDATION',
      issues: [{ path: ['name', 0], message: 'expected a text' }],
    })
    expect(await mediator.executeCommand(greet(7), { validated: true })).toBe('hello')
  })

  function defined(type: string, schema: Schema): CommandDefinition {
    const definition: CommandDefinition = Object.assign((data: unknown) => ({ type, data, definition }), {
      kind: 'command',
      type,
      dataSchema: schema,
      resultSchema: schema,
    } as const)
    return definition
  }
})
