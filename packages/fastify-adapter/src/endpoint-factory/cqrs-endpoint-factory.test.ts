import { describe, expect, it } from 'vitest'
import { cancelOrder, getOrder, placeOrder } from '../../test/shop.ts'
import { CQRSEndpointFactory } from './cqrs-endpoint-factory.ts'

describe('an endpoint factory', () => {
  it('puts its path before those of its endpoints', () => {
    const orders = new CQRSEndpointFactory({ basePath: '/orders' })
    expect(orders.createCommandEndpoint(placeOrder, { url: '/' })).toMatchObject({
      method: 'POST',
      url: '/orders',
    })
    expect(orders.createQueryEndpoint(getOrder, { url: '/:orderId' })).toMatchObject({
      method: 'GET',
      url: '/orders/:orderId',
    })
    expect(new CQRSEndpointFactory().createCommandEndpoint(placeOrder, { url: '/' }).url).toBe('/')
  })

  it('takes fields from its own path too', () => {
    const order = new CQRSEndpointFactory({ basePath: '/orders/:orderId' })
    const twice = () => order.createCommandEndpoint(cancelOrder, { url: '/cancel', query: ['orderId'] })
    expect(twice).toThrow('gives the field "orderId" twice')
  })
})
