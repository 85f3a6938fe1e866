import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import type { MessageContext } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { readOptionsOf } from './read-options-of.ts'
import { unitOfWorkOf } from './unit-of-work-of.ts'

const act = defineCommand({ type: 'Act', data: z.unknown(), result: z.unknown() })
const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })

function registryOf(handle: (context: MessageContext) => Promise<unknown>): HandlerRegistry {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(act, (_data, context) => handle(context))
  return registry
}

describe('a handler that needs its unit of work', () => {
  const registry = registryOf(async (context) => unitOfWorkOf(context) === context.unitOfWork)

  it('has the one its bus has opened', async () => {
    expect(await new CommandBus({ registry, unitOfWork }).execute(act(0))).toBe(true)
  })

  it('says what is missing on a bus that opens none', async () => {
    await expect(new CommandBus({ registry }).execute(act(0))).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: expect.stringContaining('"Act" needs a unit of work'),
    })
  })
})

it('a handler reads for its tenant, and in its database transaction once that is open', async () => {
  const registry = registryOf(async (context) => {
    const before = readOptionsOf(context)
    const handle = await unitOfWorkOf(context).transaction()
    const { tenant, signal, transaction } = readOptionsOf(context)
    return [tenant, before.transaction, transaction === handle, signal === context.signal]
  })
  const bus = new CommandBus({ registry, unitOfWork })

  expect(await bus.execute(act(0), { metadata: { tenant: 'north' } })).toEqual([
    'north',
    undefined,
    true,
    true,
  ])
})
