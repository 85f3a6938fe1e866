// A shop that dies of its first command, when all is committed and nothing is answered.
import { silentLogger, type CommandBus } from '@uno-ts/types'
import { Pool } from 'pg'
import { createShop } from '../../src/container.ts'
import { FrontDoor } from '../../src/server/front-door.ts'
import { shopServer } from '../../src/server/shop-server.ts'

const pool = new Pool({ connectionString: process.argv[2], max: 4 })
const { commandBus, queryBus, eventStore, projectionRunner, changes } = createShop({
  pool,
  redis: undefined,
  logger: silentLogger,
}).cradle
const dying: CommandBus = {
  async execute(...given) {
    await commandBus.execute(...given)
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => undefined) // nobody is told
  },
}
const door = new FrontDoor()
const parts = {
  queryBus,
  eventStore,
  projectionRunner,
  changes,
  pool,
  redis: undefined,
  logger: silentLogger,
}
await shopServer({ shop: { ...parts, commandBus: dying as typeof commandBus }, door })
process.stdout.write(`${await door.listen(0)}\n`)
