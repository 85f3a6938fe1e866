import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { BaseCommandHandler, BaseQueryHandler } from './base-handlers.ts'
import { HandlerRegistry } from './handler-registry.ts'

const add = defineCommand({ type: 'Add', data: z.object({ amount: z.number() }), result: z.number() })
const getSum = defineQuery({ type: 'GetSum', data: z.object({}), result: z.number() })

class Adder extends BaseCommandHandler<typeof add> {
  readonly definition = add
  sum = 0

  async handle({ amount }: { readonly amount: number }): Promise<number> {
    this.sum += amount
    return this.sum
  }
}

class SumAsker extends BaseQueryHandler<typeof getSum> {
  readonly definition = getSum
  readonly #adder: Adder

  constructor(adder: Adder) {
    super()
    this.#adder = adder
  }

  async handle(): Promise<number> {
    return this.#adder.sum
  }
}

describe('a handler that is a class', () => {
  it('is registered as it is, alone or among others, and keeps what it was given', async () => {
    const adder = new Adder()
    const registry = new HandlerRegistry()
    registry.register(adder)
    registry.register({ sum: new SumAsker(adder) })
    const commands = new CommandBus({ registry })
    expect(await commands.execute(add({ amount: 2 }))).toBe(2)
    expect(await commands.execute(add({ amount: 3 }))).toBe(5)
    expect(await new QueryBus({ registry }).execute(getSum({}))).toBe(5)
  })
})
