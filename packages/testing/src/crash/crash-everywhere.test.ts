import { assert } from '../conformance/assert.ts'
import { InMemoryCheckpointStore } from '../checkpoint/in-memory-checkpoint-store.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { origin, streamId, type CheckpointStore, type EventStore, type ProjectionId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { crashEverywhere } from './crash-everywhere.ts'

const order = streamId('order', '7')
const placed = { type: 'OrderPlaced', data: {} }
const key = { projectionId: 'orders' as ProjectionId, version: 1 }

interface Parts {
  readonly store: EventStore
  readonly checkpoints: CheckpointStore
  readonly rows: string[]
}

/** Follows the log as far as it goes; rows and checkpoint are not written together. */
async function project({ store, checkpoints, rows }: Parts): Promise<void> {
  const from = (await checkpoints.load(key))?.position ?? origin
  const page = await store.readPage({ after: from })
  rows.push(...page.events.map(({ id }) => id))
  await checkpoints.save(key, page.position, { from })
}

describe('a crash everywhere', () => {
  it('comes before and after every call, and at last not at all', async () => {
    let ends = 0
    const points = await crashEverywhere(async (crashes) => {
      const store = crashes.watch('store', new InMemoryEventStore())
      await crashes.during(async () => {
        await store.append(order, [placed], { expectedVersion: 0 })
        await store.head()
        ends++
      })
    })
    expect(points).toEqual([
      'store.append, before',
      'store.append, after',
      'store.head, before',
      'store.head, after',
    ])
    expect(ends).toBe(1)
  })

  it('leaves what was done before it, and nothing after it', async () => {
    const written: (readonly [string, number])[] = []
    await crashEverywhere(async (crashes) => {
      const store = new InMemoryEventStore()
      const watched = crashes.watch('store', store)
      await crashes.during(async () => {
        await watched.append(order, [placed], { expectedVersion: 0 }).catch(() => undefined) // a process that shrugs
        await watched.append(order, [placed], { expectedVersion: 'any' })
      })
      written.push([crashes.crashedAt ?? 'not at all', (await store.streamState(order)).streamVersion])
    })
    expect(written).toEqual([
      ['store.append, before', 0],
      ['store.append, after', 1],
      ['store.append, before', 1],
      ['store.append, after', 2],
      ['not at all', 2],
    ])
  })

  it('finds a projection that writes twice what it did not remember, and says where', async () => {
    const failing = crashEverywhere(async (crashes) => {
      const store = new InMemoryEventStore()
      const checkpoints = new InMemoryCheckpointStore()
      const rows: string[] = []
      await store.append(order, [placed, placed], { expectedVersion: 0 })
      await crashes.during(() =>
        project({ store, checkpoints: crashes.watch('checkpoints', checkpoints), rows }),
      )
      await project({ store, checkpoints, rows })
      assert.equal(rows.length, 2)
    })
    await expect(failing).rejects.toThrow(
      'crashed at checkpoints.save, before: Expected values to be strictly equal',
    )
  })

  it('passes on what goes wrong without it', async () => {
    const failing = crashEverywhere((crashes) => crashes.during(() => Promise.reject(new Error('broken'))))
    await expect(failing).rejects.toThrow('crashed at no point: broken')
  })
})
