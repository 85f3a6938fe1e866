import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { RuleViolation, streamId, type CommandHandler } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { transaction } from '../middleware/transaction.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { TransactionalCommandHandler } from './transactional-command-handler.ts'

const open = defineCommand({ type: 'Open', data: z.object({ id: z.string() }), result: z.number() })
const opened = { type: 'Opened', data: {} }

function shopBus(inner: CommandHandler<typeof open>) {
  const eventStore = new InMemoryEventStore()
  const units = new InMemoryUnitOfWorkFactory({ eventStore })
  const registry = new HandlerRegistry()
  const handler = new TransactionalCommandHandler<typeof open>({
    inner,
    unitOfWork: units,
    retry: { baseDelayMs: 0 },
  })
  registry.registerCommandHandler(open, handler)
  const version = async () => (await eventStore.streamState(streamId('shop', '7'))).streamVersion
  return { registry, units, version, bus: new CommandBus({ registry, middleware: [] }) }
}

const openShop: CommandHandler<typeof open> = async ({ id }, { unitOfWork, attempt }) => {
  unitOfWork?.append(streamId('shop', id), [opened], { expectedVersion: 'no-stream' })
  return attempt
}

describe('a transactional command handler', () => {
  it('commits what its inner handler has planned', async () => {
    const { bus, version } = shopBus(openShop)

    expect(await bus.execute(open({ id: '7' }))).toBe(1)
    expect(await version()).toBe(1)
  })

  it('writes nothing when the inner handler refuses', async () => {
    const { bus, version } = shopBus(async (data, context) => {
      await openShop(data, context)
      throw new RuleViolation('CLOSED', 'the shop is closed')
    })

    await expect(bus.execute(open({ id: '7' }))).rejects.toMatchObject({ rule: 'CLOSED' })
    expect(await version()).toBe(0)
  })

  it('runs the inner handler again after a conflict, until the attempts are used up', async () => {
    const { bus, units } = shopBus(openShop)
    await bus.execute(open({ id: '7' }))

    await expect(bus.execute(open({ id: '7' }))).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(units.begun.map(({ state }) => state)).toEqual(['committed', ...Array(5).fill('rolled-back')])
  })

  it('joins a unit of work that is open', async () => {
    const { registry, units } = shopBus(openShop)
    const outer = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
    const bus = new CommandBus({ registry, middleware: [transaction({ unitOfWork: outer })] })
    await bus.execute(open({ id: '7' }))

    expect(outer.begun.map(({ state }) => state)).toEqual(['committed'])
    expect(units.begun).toEqual([])
  })
})
