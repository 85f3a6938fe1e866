import { specification } from '@uno-ts/testing'
import { describe, it } from 'vitest'
import { order, type OrderPlaced } from '../src/order.ts'

const given = specification(order)
const placed: OrderPlaced = { type: 'OrderPlaced', data: { lines: 2 } }

describe('an order', () => {
  it('is placed', () => given().when({ lines: 2 }).then(placed))
  it('is placed only once', () => given(placed).when({ lines: 2 }).thenRejects('ORDER_ALREADY_PLACED'))
})
