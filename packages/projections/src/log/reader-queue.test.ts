import { globalPosition, type GlobalPosition, type RecordedEvent } from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageBuffer } from './page-buffer.ts'
import { ReaderQueue } from './reader-queue.ts'

const at = globalPosition
const { signal } = new AbortController()

let queue: ReaderQueue
const first = { name: 'first' }
const slow = { name: 'slow' }

beforeEach(() => {
  const buffer = new PageBuffer({ maxEvents: 100, maxPages: 10, joinedEvents: 0 })
  const events = Array.from(
    { length: 40 },
    (_, index) => ({ globalPosition: at(index + 1) }) as RecordedEvent,
  ) // all that is read
  buffer.add({ after: at(0), position: at(40), events, atHead: false })
  queue = new ReaderQueue({ buffer, longest: 20 })
})

/** Whether the first reader has been let on, without waiting for time to pass. */
async function isHeld(position: GlobalPosition): Promise<boolean> {
  const closed = queue.close(position, signal).then(() => false)
  return await Promise.race([closed, new Promise<boolean>((resolve) => setImmediate(() => resolve(true)))])
}

describe('a queue of readers', () => {
  it('lets readers on that are close together', async () => {
    queue.stand(first, at(30))
    queue.stand(slow, at(10))
    expect(await isHeld(at(30))).toBe(false)
  })

  it('holds the first one until the last one has moved', async () => {
    queue.stand(first, at(40))
    queue.stand(slow, at(10))
    const closed = queue.close(at(40), signal)
    expect(queue.isStretched(at(40))).toBe(true)
    queue.stand(slow, at(20))
    await closed
    expect(queue.isStretched(at(40))).toBe(false)
  })

  it('leaves a reader behind that does not move, until it has arrived', async () => {
    queue.stand(first, at(40))
    queue.stand(slow, at(10))
    await queue.close(at(40), signal)
    expect(await isHeld(at(40))).toBe(false)
    queue.arrive(slow)
    expect(queue.isStretched(at(40))).toBe(true)
  })

  it('does not wait for who reads no more, or is out of reach', async () => {
    queue.stand(slow, at(10))
    queue.leave(slow)
    queue.stand({ name: 'ahead' }, at(50))
    expect(queue.isStretched(at(40))).toBe(false)
    queue.stand(slow, at(10))
    expect(queue.isStretched(at(45))).toBe(false)
  })

  it("throws the signal's reason", async () => {
    queue.stand(slow, at(10))
    const controller = new AbortController()
    const closed = queue.close(at(40), controller.signal)
    controller.abort(new Error('enough'))
    await expect(closed).rejects.toThrow('enough')
  })
})
