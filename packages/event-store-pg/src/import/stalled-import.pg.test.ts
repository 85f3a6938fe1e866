import { streamId, type Event } from '@uno-ts/types'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { importEvents } from './import-events.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore({ pollIntervalMs: 20 })
})
afterAll(() => open.close())

const anEvent: Event = { type: 'Happened', data: {} }

describe('an import whose process hangs in the middle of a batch', () => {
  it('holds readers back no longer than its timeout, and writes the batch when it goes on', async () => {
    const gate = Promise.withResolvers<void>()
    const hanging = Promise.withResolvers<void>()
    /** Hangs before the rows are inserted: their positions are drawn. */
    class HangingClient extends Client {
      override query(...args: readonly unknown[]): never {
        const [query] = args
        const ask = (): unknown => Client.prototype.query.apply(this, args as never) // whatever form the driver's caller uses
        const text = typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : ''
        if (!text.startsWith('insert into "uno".events')) return ask() as never // whatever the driver gives
        hanging.resolve()
        return gate.promise.then(ask) as never
      }
    }
    const pool = open.anotherPool({ Client: HangingClient, max: 1 })
    const history = Array.from({ length: 10 }, () => ({ ...anEvent, streamId: streamId('history', '1') }))
    const importing = importEvents(history, {
      pool,
      expectedVersion: 'no-stream',
      copy: false,
      batchTimeoutMs: 300,
    })
    await hanging.promise
    const { globalPosition } = await open.store.append(streamId('later', '1'), [anEvent], {
      expectedVersion: 'any',
    })
    expect(await open.store.head()).toBeLessThan(globalPosition)
    await expect.poll(() => open.store.head(), { timeout: 1_300 }).toBe(globalPosition)
    gate.resolve()
    expect(await importing).toMatchObject({ imported: 10, known: 0 })
    expect((await open.store.streamState(streamId('history', '1'))).streamVersion).toBe(10)
  })
})
