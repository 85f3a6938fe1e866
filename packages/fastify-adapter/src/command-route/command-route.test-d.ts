import { expectTypeOf } from 'vitest'
import { cancelOrder, getOrder, placeOrder } from '../../test/shop.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { commandRoute } from './command-route.ts'

commandRoute(placeOrder, {
  url: '/orders',
  query: ['note'],
  location: (result, data) => {
    expectTypeOf(result).toEqualTypeOf<{ orderId: string; streamVersion: number; globalPosition: bigint }>()
    expectTypeOf(data.lines).toEqualTypeOf<{ stockCode: string; quantity: number }[]>()
    return '/'
  },
})

// @ts-expect-error the command has no such field
commandRoute(cancelOrder, { url: '/', query: ['note'] })

// @ts-expect-error a query is not a command
commandRoute(getOrder, { url: '/' })

// @ts-expect-error a command is not a query
queryRoute(placeOrder, { url: '/' })
