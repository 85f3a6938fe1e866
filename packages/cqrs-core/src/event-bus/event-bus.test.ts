import { InMemoryEventStore } from '@uno-ts/testing'
import { streamId, type EventHandler, type RecordedEvent } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { EventBus } from './event-bus.ts'

async function recorded(...types: string[]): Promise<RecordedEvent[]> {
  const store = new InMemoryEventStore()
  const stream = streamId('order', '7')
  await store.append(stream, types.map((type) => ({ type, data: {} })), { expectedVersion: 'no-stream' }) // prettier-ignore
  return Array.fromAsync(store.readStream(stream))
}

/** A handler that notes what it was called with, after others have had their turn. */
function noting(seen: string[], name: string): EventHandler {
  return async ({ type, streamVersion }) => {
    await Promise.resolve()
    seen.push(`${name} ${type} ${streamVersion}`)
  }
}

const fail = (message: string) => () => {
  throw new Error(message)
}

describe('an event bus', () => {
  it('hands events in order to the handlers of their type, then to those of all types', async () => {
    const seen: string[] = []
    const bus = new EventBus()
    bus.subscribe('*', noting(seen, 'all'))
    bus.subscribe('Placed', noting(seen, 'one'))
    bus.subscribe('Placed', noting(seen, 'two'))
    await bus.publish(await recorded('Placed', 'Cancelled'))

    expect(seen).toEqual(['one Placed 1', 'two Placed 1', 'all Placed 1', 'all Cancelled 2'])
  })

  it('stops calling a handler that was taken away, and no other', async () => {
    const seen: string[] = []
    const handler = noting(seen, 'same')
    const bus = new EventBus()
    const unsubscribe = bus.subscribe('Placed', handler)
    bus.subscribe('Placed', handler)
    unsubscribe()
    unsubscribe()
    await bus.publish(await recorded('Placed'))

    expect(seen).toEqual(['same Placed 1'])
  })

  it('knows whether anybody listens', () => {
    const bus = new EventBus()
    const ends = [bus.subscribe('Placed', () => undefined), bus.subscribe('*', () => undefined)]
    const heard = () => ['Placed', 'Cancelled'].map((type) => bus.handles(type))

    expect(heard()).toEqual([true, true])
    ends[1]?.()
    expect(heard()).toEqual([true, false])
    ends[0]?.()
    expect(heard()).toEqual([false, false])
  })

  it('runs the other handlers and events when one fails, and throws its error afterwards', async () => {
    const seen: string[] = []
    const bus = new EventBus()
    bus.subscribe('Placed', fail('broken'))
    bus.subscribe('Placed', noting(seen, 'next'))
    bus.subscribe('Cancelled', noting(seen, 'later'))

    await expect(bus.publish(await recorded('Placed', 'Cancelled'))).rejects.toThrow('broken')
    expect(seen).toEqual(['next Placed 1', 'later Cancelled 2'])
  })

  it('throws all errors when several fail', async () => {
    const bus = new EventBus()
    bus.subscribe('Placed', fail('one'))
    bus.subscribe('*', fail('two'))

    await expect(bus.publish(await recorded('Placed'))).rejects.toMatchObject({
      message: '2 event handlers have failed',
      errors: [{ message: 'one' }, { message: 'two' }],
    })
  })

  it('stops between two events when it is aborted', async () => {
    const seen: string[] = []
    const publisher = new AbortController()
    const bus = new EventBus()
    bus.subscribe('*', noting(seen, 'all'))
    bus.subscribe('Placed', () => publisher.abort('enough'))

    const events = await recorded('Placed', 'Cancelled')
    await expect(bus.publish(events, { signal: publisher.signal })).rejects.toBe('enough')
    expect(seen).toEqual(['all Placed 1'])
  })
})
