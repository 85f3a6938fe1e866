import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { validate } from './validate.ts'

function busOver(check: (value: string) => boolean | Promise<boolean>) {
  const rename = defineCommand({ type: 'Rename', data: z.string().refine(check), result: z.string() })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(rename, async (name, { validated }) => `${name} ${validated}`)
  return { rename, bus: new CommandBus({ registry, middleware: [validate(), validate()] }) }
}

describe('the validate middleware', () => {
  it('validates a message once, however often it stands in the chain', async () => {
    let checks = 0
    const { bus, rename } = busOver(() => ++checks > 0)

    expect(await bus.execute(rename('Ada'))).toBe('Ada true')
    expect(checks).toBe(1)
  })

  it('leaves a message alone that was validated at the door', async () => {
    const { bus, rename } = busOver(() => false)

    expect(await bus.execute(rename('Ada'), { validated: true })).toBe('Ada true')
    await expect(bus.execute(rename('Ada'))).rejects.toMatchObject({ code: 'ERR_VALIDATION' })
  })

  it('waits for a schema that asks somebody else', async () => {
    const { bus, rename } = busOver(async (name) => name === 'Ada')

    expect(await bus.execute(rename('Ada'))).toBe('Ada true')
    await expect(bus.execute(rename('Bob'))).rejects.toMatchObject({ code: 'ERR_VALIDATION' })
  })
})
