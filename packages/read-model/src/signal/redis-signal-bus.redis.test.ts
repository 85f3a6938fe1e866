import { startFaultProxy } from '@uno-ts/testing'
import { randomUUID } from 'node:crypto'
import { createClient } from 'redis'
import { describe, expect, inject, it } from 'vitest'
import { RedisSignalBus } from './redis-signal-bus.ts'

/** A bus over a connection that can be made to fail. */
async function openBus(prefix: string) {
  const { port } = new URL(inject('redisUrl'))
  const proxy = await startFaultProxy({ target: { port: Number(port) } })
  const client = createClient({
    url: proxy.rewrite(inject('redisUrl')),
    socket: { reconnectStrategy: 20, connectTimeout: 500 },
  })
  client.on('error', () => undefined) // what the application logs
  await client.connect()
  const bus = new RedisSignalBus({ client, prefix, timeoutMs: 500 })
  return {
    bus,
    client,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await bus[Symbol.asyncDispose]()
      client.destroy()
      await proxy.close()
    },
  }
}

describe('signals over Redis', () => {
  it('reach every listener of the channel in every process, and no other channel', async () => {
    const prefix = `test:${randomUUID()}:`
    await using one = await openBus(prefix)
    await using other = await openBus(prefix)
    const heard: string[] = []
    await one.bus.subscribe('orders', (payload) => heard.push(`one ${payload}`))
    await one.bus.subscribe('orders', (payload) => heard.push(`two ${payload}`))
    await one.bus.subscribe('stock', (payload) => heard.push(`stock ${payload}`))
    await other.bus.publish('orders', '7')
    await expect.poll(() => heard.toSorted()).toEqual(['one 7', 'two 7'])
  })

  it('reach nobody who has stopped to listen', async () => {
    await using open = await openBus(`test:${randomUUID()}:`)
    const heard: (string | undefined)[] = []
    const stop = await open.bus.subscribe('orders', (payload) => heard.push(payload))
    await open.bus.subscribe('last', (payload) => heard.push(payload))
    await stop()
    await stop()
    await open.bus.publish('orders', 'lost')
    await open.bus.publish('last', 'seen')
    await expect.poll(() => heard).toEqual(['seen'])
  })

  it('reach the other listeners of one that throws', async () => {
    await using open = await openBus(`test:${randomUUID()}:`)
    const heard: (string | undefined)[] = []
    await open.bus.subscribe('orders', () => {
      throw new Error('a listener of the application')
    })
    await open.bus.subscribe('orders', (payload) => heard.push(payload))
    await open.bus.publish('orders', 'seen')
    await expect.poll(() => heard).toEqual(['seen'])
  })

  it('are lost while Redis is away, and the listeners are told to look when it is back', async () => {
    await using open = await openBus(`test:${randomUUID()}:`)
    const { bus, client, proxy } = open
    const heard: (string | undefined)[] = []
    await bus.subscribe('orders', (payload) => heard.push(payload))
    proxy.refuse()
    proxy.resetAll()
    await expect.poll(() => client.isReady).toBe(false)
    await bus.publish('orders', 'lost')
    proxy.accept()
    await expect.poll(() => heard).toContain(undefined)
    await expect.poll(() => client.isReady).toBe(true)
    await expect
      .poll(async () => {
        await bus.publish('orders', 'seen')
        return heard
      })
      .toContain('seen')
    expect(heard).not.toContain('lost')
  })

  it('may be subscribed to while Redis is away', async () => {
    await using open = await openBus(`test:${randomUUID()}:`)
    const { bus, client, proxy } = open
    proxy.refuse()
    proxy.resetAll()
    await expect.poll(() => client.isReady).toBe(false)
    const heard: (string | undefined)[] = []
    await bus.subscribe('orders', (payload) => heard.push(payload))
    proxy.accept()
    await expect
      .poll(async () => {
        await bus.publish('orders', 'seen')
        return heard
      })
      .toContain('seen')
  })
})
