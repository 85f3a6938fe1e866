import { openShop } from './open-shop.ts'
import { until } from './until.ts'

let laterMs = 0
const clock = { now: () => Date.now() + laterMs }
await using shop = await openShop({ url: process.env['DATABASE_URL'], clock })
shop.runner.start()

const [teapot, unicorn, never] = ['teapot', 'unicorn', 'never'].map((name) => `${name}-${Date.now()}`)
const pay = (orderId = '') => shop.happen({ type: 'PaymentTaken', data: { orderId } })
const typesOf = async (orderId = '') => (await shop.history(orderId)).map(({ type }) => type)
const happened = (type: string, orderId?: string) =>
  until(async () => (await typesOf(orderId)).some((each) => each === type))

const place = async (orderId = '', item = '') => {
  await shop.happen({ type: 'OrderPlaced', data: { orderId, item, cents: 1_200 } })
  await happened('PaymentRequested', orderId)
}

await place(teapot, 'teapot')
await pay(teapot)
await happened('OrderShipped', teapot)
console.log('paid, and shipped:', await typesOf(teapot))

await place(unicorn, 'unicorn')
await pay(unicorn)
await happened('OrderCancelled', unicorn)
console.log('cannot be shipped:', await typesOf(unicorn))

await place(never, 'teapot')
laterMs = 15 * 60_000
await happened('OrderCancelled', never)
console.log('not paid in time: ', await typesOf(never))
