import { InMemoryEventStore } from '@uno-ts/testing'
import { streamId, type GlobalPosition } from '@uno-ts/types'
import { describe, expect, it, vi } from 'vitest'
import { eventSource } from './event-source.ts'
import { SharedChanges } from './shared-changes.ts'

const options = { expectedVersion: 'any' } as const

describe('events as a source of changes', () => {
  it('come one by one, behind a position or from now on, and only those that are wanted', async () => {
    const eventStore = new InMemoryEventStore()
    const order = streamId('order', '1')
    await eventStore.append(
      order,
      [
        { type: 'A', data: 1 },
        { type: 'A', data: 2 },
      ],
      options,
    )
    const subscribe = vi.spyOn(eventStore, 'subscribe')
    const shared = new SharedChanges({
      source: eventSource({ eventStore, filter: { categories: ['order'] } }),
    })
    const seen: Record<string, unknown[]> = { now: [], all: [] }
    const stop = new AbortController()
    const follow = async (name: string, after?: GlobalPosition) => {
      for await (const event of shared.follow({ after, signal: stop.signal })) seen[name]?.push(event.data)
    }
    const following = [follow('now'), follow('all', 0n as GlobalPosition)]
    await vi.waitFor(() => expect(seen['all']).toEqual([1, 2]))
    await eventStore.append(streamId('other', '1'), [{ type: 'B', data: 'other' }], options)
    await eventStore.append(
      order,
      [
        { type: 'A', data: 3 },
        { type: 'A', data: 4 },
      ],
      options,
    )
    await vi.waitFor(() => expect(seen).toEqual({ now: [3, 4], all: [1, 2, 3, 4] }))
    stop.abort()
    await Promise.all(following)
    expect(subscribe).toHaveBeenCalledTimes(2)
  })
})
