import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { IdempotentCommandBus } from './idempotent-command-bus.ts'

const pay = defineCommand({ type: 'Pay', data: z.object({ invoice: z.string() }), result: z.unknown() })
const outer = defineCommand({ type: 'Outer', data: z.unknown(), result: z.unknown() })

function idempotentBus() {
  const keys: (string | undefined)[] = []
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(pay, async (_data, context) => void keys.push(context.idempotencyKey))
  const bus: IdempotentCommandBus = new IdempotentCommandBus({
    commandBus: new CommandBus({ registry }),
    keyOf: ({ type, data }, { metadata }) =>
      type === 'Pay' ? `${metadata?.tenant ?? ''}/${JSON.stringify(data)}` : undefined,
  })
  registry.registerCommandHandler(outer, (_data, parent) => bus.execute(pay({ invoice: '2' }), { parent }))
  return { bus, keys }
}

describe('an idempotent command bus', () => {
  it('gives a command the key that is made of what it says', async () => {
    const { bus, keys } = idempotentBus()
    await bus.execute(pay({ invoice: '1' }), { metadata: { tenant: 'north' } })
    await bus.execute(pay({ invoice: '1' }))

    expect(keys).toEqual(['north/{"invoice":"1"}', '/{"invoice":"1"}'])
  })

  it('keeps the key its caller has given', async () => {
    const { bus, keys } = idempotentBus()
    await bus.execute(pay({ invoice: '1' }), { idempotencyKey: 'mine' })

    expect(keys).toEqual(['mine'])
  })

  it('gives none to a command that a handler sends', async () => {
    const { bus, keys } = idempotentBus()
    await bus.execute(outer(0))

    expect(keys).toEqual([undefined])
  })
})
