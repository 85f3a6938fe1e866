import { expect, it } from 'vitest'
import { pathFieldsOf } from './path-fields.ts'

it.each([
  ['/orders', []],
  ['/orders/:orderId/lines/:line', ['orderId', 'line']],
  ['/orders/:orderId(^\\d{1,9}(:x)?$)/lines', ['orderId']],
  ['/at/:lat-:lng', ['lat', 'lng']],
  ['/orders/:orderId?', ['orderId']],
  ['/files/*', ['*']],
  ['/v1/orders::batch', []],
])('finds the parameters of %s', (url, fields) => {
  expect(pathFieldsOf(url)).toEqual(fields)
})
