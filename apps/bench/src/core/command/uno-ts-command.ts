import { CommandBus, defineCommand, EventSourcedRepository, HandlerRegistry } from '@uno-ts/cqrs-core'
import { migrate, PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { parseStreamId, type Schema } from '@uno-ts/types'
import { countEvents } from '../../event-store/contender/count-events.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'
import type { CommandContender } from './command-path.ts'
import { firstLines, orders } from './order.ts'

const text: Schema<string, string> = {
  '~standard': {
    version: 1,
    vendor: 'bench',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'expected a text' }] },
  },
}
const count: Schema<number, number> = {
  '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value: value as number }) },
}
const addLine = defineCommand({ type: 'AddLine', data: text, result: count })

/** A command bus with its default middleware: validation, retries on conflict and a unit of work. */
export const unoTsCommand: CommandContender = {
  name: 'uno-ts',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const eventStore = new PostgresEventStore({ pool })
    const repository = new EventSourcedRepository({ eventStore, decider: orders })
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(addLine, async (order, context) => {
      const { state } = await repository.transact(order.slice('order-'.length), order, context)
      return state.lines
    })
    const unitOfWork = new PostgresUnitOfWorkFactory({ eventStore, pool })
    const bus = new CommandBus({ registry, unitOfWork })
    return {
      begin: (order, lines) =>
        eventStore.append(parseStreamId(order), firstLines(order, lines), { expectedVersion: 'no-stream' }),
      addLine: (order) => bus.execute(addLine(order)),
      async events() {
        const { events } = await countEvents(pool, {
          table: 'uno.events',
          stream: 'stream_id',
          version: 'stream_version',
        })
        return events
      },
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
