import {
  streamId,
  type Command,
  type CommandBus,
  type CommandDefinition,
  type EventStore,
  type Query,
  type QueryBus,
  type QueryDefinition,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { asFunction, asValue, createContainer } from 'awilix'
import { describe, expect, it } from 'vitest'
import { CQRSTestContainer } from './cqrs-test-container.ts'

interface Shop {
  readonly databaseUrl: string
  readonly eventStore: EventStore
  readonly unitsOfWork: UnitOfWorkFactory
  readonly commandBus: CommandBus
  readonly queryBus: QueryBus
}

const place = { type: 'PlaceOrder', data: null } as Command<CommandDefinition>
const ask = { type: 'GetOrder', data: null } as Query<QueryDefinition>
const order = streamId('order', '1')
const closed: string[] = []

/** A container as an application has it: its stores would need a server. */
function openShop() {
  const container = createContainer<Shop>({ strict: true })
  const server = (name: string) => (): never => {
    throw new Error(`${name} needs a server`)
  }
  container.register({
    databaseUrl: asValue('postgres://db/shop'),
    eventStore: asFunction(server('eventStore')).singleton(),
    unitsOfWork: asFunction(server('unitsOfWork')).singleton(),
    commandBus: asFunction(({ unitsOfWork }: Shop) => ({
      async execute() {
        await using unit = unitsOfWork.begin()
        unit.append(order, [{ type: 'OrderPlaced', data: {} }], { expectedVersion: 'no-stream' })
        return unit.commit()
      },
    }))
      .singleton()
      .disposer(() => void closed.push('commandBus')),
    queryBus: asFunction(({ eventStore }: Shop) => ({
      execute: async () => (await eventStore.streamState(order)).streamVersion,
    })).singleton(),
  })
  return container
}

describe('a test container', () => {
  it('has twins where the application has servers', async () => {
    await using test = new CQRSTestContainer({
      container: openShop(),
      names: { unitOfWorkFactory: 'unitsOfWork' },
      values: { databaseUrl: 'none' },
    })
    const commands = test.commandHarness()
    await commands.execute(place)
    commands.assertNoErrors()
    commands.assertEventsPublished('OrderPlaced')
    const queries = test.queryHarness()
    await queries.execute(ask)
    queries.assertResult(1)
    expect(test.resolve('eventStore')).toBe(test.twins.eventStore)
    expect(test.cradle.databaseUrl).toBe('none')
    expect(test.twins.unitOfWorkFactory.begun.map(({ state }) => state)).toEqual(['committed'])
  })

  it('leaves what it is told to leave, and disposes of what the application made', async () => {
    const names = { eventStore: null, unitOfWorkFactory: 'unitsOfWork' } as const
    const test = new CQRSTestContainer({ container: openShop(), names })
    expect(() => test.resolve('eventStore')).toThrow('eventStore needs a server')
    expect(() => test.commandHarness('bus')).toThrow('bus')
    expect(test.resolve('commandBus')).toBe(test.cradle.commandBus)
    await test[Symbol.asyncDispose]()
    expect(closed).toContain('commandBus')
  })

  it('says which name the application does not have, and which it has', () => {
    const container = createContainer<Shop>({ strict: true }).register('databaseUrl', asValue('none'))
    const make = () => new CQRSTestContainer({ container, names: { eventStore: 'commandBus' } })
    expect(make).toThrow(
      'expected the container to have "commandBus", which names.eventStore says; it has databaseUrl',
    )
  })

  it('refuses a container that has handed out already what it is to replace', () => {
    const container = createContainer<{ eventStore: string }>({ strict: true })
    container.register('eventStore', asFunction(() => 'a server').singleton())
    expect(container.cradle.eventStore).toBe('a server')
    expect(() => new CQRSTestContainer({ container })).toThrow('"eventStore" was resolved before')
  })

  it('is a set of twins of one clock when there is no application', async () => {
    const test = new CQRSTestContainer()
    test.cradle.clock.set('2026-03-01T00:00:00Z')
    await test.cradle.eventStore.append(order, [{ type: 'OrderPlaced', data: {} }], { expectedVersion: 0 })
    const { lastRecordedAt } = await test.resolve('eventStore').streamState(order)
    expect(lastRecordedAt).toEqual(new Date('2026-03-01T00:00:00Z'))
  })
})
