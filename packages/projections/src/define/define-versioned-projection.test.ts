import { origin, streamId, type RecordedEvent } from '@uno-ts/types'
import type { Transaction } from 'kysely'
import { describe, expect, it } from 'vitest'
import { defineVersionedProjection, type EventVersionHandler } from './define-versioned-projection.ts'
import { Projector } from './projector.ts'

const handled: string[] = []
const note =
  (handler: string): EventVersionHandler<object> =>
  ({ schemaVersion }) =>
    void handled.push(`${handler} for ${schemaVersion}`)

function placed(schemaVersion: number): RecordedEvent {
  return {
    type: 'OrderPlaced',
    schemaVersion,
    streamId: streamId('order', '1'),
    globalPosition: origin,
  } as RecordedEvent // the rest is not looked at
}

async function project(applyLatest: boolean, versions: readonly number[]): Promise<readonly string[]> {
  handled.length = 0
  const projector = new Projector(
    defineVersionedProjection<object>({
      name: 'orders',
      version: 1,
      applyLatest,
      on: { OrderPlaced: { 1: note('one'), 3: note('three') } },
    }),
  )
  const context = { tx: undefined as unknown as Transaction<object> } // no handler here writes
  await projector.project(versions.map(placed), context)
  return [...handled]
}

describe('a projection with a handler for each version of an event', () => {
  it('gives each event to the handler of its version', async () => {
    expect(await project(false, [1, 3, 1])).toEqual(['one for 1', 'three for 3', 'one for 1'])
  })

  it('refuses a version that it does not know', async () => {
    await expect(project(false, [2])).rejects.toMatchObject({
      code: 'ERR_PROJECTION',
      cause: { message: 'event type OrderPlaced is handled at versions 1, 3, found 2' },
    })
    await expect(project(true, [0])).rejects.toMatchObject({ code: 'ERR_PROJECTION' })
  })

  it('gives it to the handler of the nearest lower version where that was asked for', async () => {
    expect(await project(true, [2, 4, 3])).toEqual(['one for 2', 'three for 4', 'three for 3'])
  })

  it('keeps to the rules of definitions', () => {
    expect(() => defineVersionedProjection<object>({ name: 'orders', version: 0, on: {} })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIGURATION' }),
    )
  })
})
