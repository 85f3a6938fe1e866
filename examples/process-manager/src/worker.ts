// Fulfils the orders of the shop at DATABASE_URL until it is told to stop. Start as many as you like.
import { once } from 'node:events'
import { openShop } from './open-shop.ts'

/** For the impatient: how far this worker's clock is ahead, in milliseconds. */
const aheadMs = Number(process.argv[2] ?? 0)
await using shop = await openShop({
  url: process.env['DATABASE_URL'],
  clock: { now: () => Date.now() + aheadMs },
})
shop.runner.start()
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
