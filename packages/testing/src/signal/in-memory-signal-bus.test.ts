import { describe, expect, it } from 'vitest'
import { InMemorySignalBus } from './in-memory-signal-bus.ts'

describe('a signal bus in memory', () => {
  it('calls every listener of the channel, after publish', async () => {
    const bus = new InMemorySignalBus()
    const heard: (string | undefined)[] = []
    await bus.subscribe('orders', (payload) => void heard.push(`1 ${payload}`))
    await bus.subscribe('orders', (payload) => void heard.push(`2 ${payload}`))
    await bus.subscribe('stock', (payload) => void heard.push(`3 ${payload}`))
    await bus.publish('orders', 'placed')
    await Promise.resolve()
    expect(heard).toEqual(['1 placed', '2 placed'])
    expect(bus.sent).toEqual([{ channel: 'orders', payload: 'placed' }])
  })

  it('calls nobody who has left, also for a signal under way', async () => {
    const bus = new InMemorySignalBus()
    const heard: (string | undefined)[] = []
    const listener = (payload: string | undefined): void => void heard.push(payload)
    const leave = await bus.subscribe('orders', listener)
    await bus.subscribe('orders', listener)
    const publishing = bus.publish('orders', 'placed')
    const leaving = leave()
    await Promise.all([publishing, leaving])
    expect(heard).toEqual(['placed'])
  })

  it('says that signals may have been lost', async () => {
    const bus = new InMemorySignalBus()
    const heard: (string | undefined)[] = []
    await bus.subscribe('orders', (payload) => void heard.push(payload))
    bus.interrupt()
    await Promise.resolve()
    expect(heard).toEqual([undefined])
  })
})
