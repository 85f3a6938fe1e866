import { CommandBus, defineCommand, HandlerRegistry } from '@uno-ts/cqrs-core'
import type { Middleware } from '@uno-ts/types'
import { amountSchema } from './amount-schema.ts'
import type { BusContender } from './bus-path.ts'

/** The command bus of this repository, with the middleware it is given. */
export function unoTsBus(name: string, middleware: readonly Middleware[]): BusContender {
  return {
    name,
    async open() {
      const add = defineCommand({ type: 'Add', data: amountSchema, result: amountSchema })
      const registry = new HandlerRegistry()
      let sum = 0
      registry.registerCommandHandler(add, async (data) => {
        sum += data.amount
        return data
      })
      const bus = new CommandBus({ registry, middleware })
      return {
        async executeMany(times) {
          for (let nr = 0; nr < times; nr++) await bus.execute(add({ amount: nr }))
        },
        total: () => sum,
        [Symbol.asyncDispose]: async () => undefined,
      }
    },
  }
}
