import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { CommandBus, CommandHandler, CqrsModule } from '@nestjs/cqrs'
import type { BusContender } from './bus-path.ts'

class Add {
  readonly amount: number
  constructor(amount: number) {
    this.amount = amount
  }
}

class AddHandler {
  sum = 0
  async execute({ amount }: Add): Promise<number> {
    this.sum += amount
    return amount
  }
}

class AddModule {
  readonly name = 'add' // an empty class would be a mistake anywhere but here
}

// Decorators are functions; type stripping knows no other way to apply them.
CommandHandler(Add)(AddHandler)
Module({ imports: [CqrsModule.forRoot()], providers: [AddHandler] })(AddModule)

/** NestJS's command bus, in an application without HTTP. */
export const nestBus: BusContender = {
  name: '@nestjs/cqrs 12',
  async open() {
    const app = await NestFactory.createApplicationContext(AddModule, { logger: false })
    await app.init()
    const bus = app.get(CommandBus)
    const handler = app.get(AddHandler)
    return {
      async executeMany(times) {
        for (let nr = 0; nr < times; nr++) await bus.execute(new Add(nr))
      },
      total: () => handler.sum,
      [Symbol.asyncDispose]: () => app.close(),
    }
  },
}
