import { globalPosition, projectionId } from '@uno-ts/types'
import { InMemoryCheckpointStore, ManualClock } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { ProgressTracker } from './progress-tracker.ts'

const at = globalPosition

describe('progress', () => {
  it('tells rate, lag and time left', () => {
    const clock = new ManualClock()
    const tracker = new ProgressTracker({ clock })
    for (let second = 1; second <= 4; second += 1) {
      clock.advance(1_000)
      tracker.recordProgress({ handled: 50, position: at(second * 100) })
    }
    expect(tracker.progress(at(1_000))).toMatchObject({
      handled: 200,
      rate: 50,
      fraction: 0.4,
      lag: 600,
      remainingMs: 6_000,
    })
  })

  it('measures over a window that slides', () => {
    const clock = new ManualClock()
    const tracker = new ProgressTracker({ clock, windowMs: 1_000 })
    for (let step = 1; step <= 100; step += 1) {
      clock.advance(100)
      tracker.recordProgress({ handled: step <= 50 ? 1_000 : 1, position: at(step) })
    }
    expect(tracker.progress(at(100)).rate).toBeCloseTo(10, 5)
    clock.advance(5_000)
    expect(tracker.progress(at(100)).rate).toBe(0)
    clock.advance(100)
    tracker.recordProgress({ handled: 7, position: at(101) })
    expect(tracker.progress(at(101)).rate).toBeCloseTo(7, 5)
  })

  it('counts no speed for a place it only starts at', () => {
    const clock = new ManualClock()
    const tracker = new ProgressTracker({ clock })
    clock.advance(10)
    tracker.startAt(at(1_000_000))
    clock.advance(1_000)
    tracker.recordProgress({ handled: 10, position: at(1_000_010) })
    expect(tracker.progress(at(1_000_110))).toMatchObject({ rate: 10, lag: 100, remainingMs: 10_000 })
  })

  it('knows no time left while nothing moves, and none at the head', () => {
    const tracker = new ProgressTracker({ clock: new ManualClock() })
    expect(tracker.progress(at(10))).toMatchObject({ remainingMs: undefined, lagMs: undefined })
    expect(tracker.progress(at(0))).toMatchObject({ remainingMs: 0, lagMs: 0, fraction: 1 })
  })

  it('tells how old the last event is while it lags', () => {
    const clock = new ManualClock()
    const tracker = new ProgressTracker({ clock })
    tracker.recordProgress({ handled: 1, position: at(1), recordedAt: new Date(clock.now()) })
    clock.advance(700)
    expect(tracker.progress(at(2)).lagMs).toBe(700)
    expect(tracker.progress(at(1)).lagMs).toBe(0)
  })
})

describe('the checkpoint of a tracker', () => {
  const key = { projectionId: projectionId('import'), version: 1 }

  it('is where the next one goes on', async () => {
    const store = new InMemoryCheckpointStore()
    const first = new ProgressTracker({ checkpoint: { store, key } })
    expect(await first.loadCheckpoint()).toBeUndefined()
    first.recordProgress({ handled: 3, position: globalPosition(30) })
    await first.saveCheckpoint()
    await first.saveCheckpoint() // nothing has moved
    const second = new ProgressTracker({ checkpoint: { store, key } })
    expect(await second.loadCheckpoint()).toMatchObject({ position: 30n })
    expect(second.progress(globalPosition(40))).toMatchObject({ position: 30n, lag: 10, handled: 0 })
  })

  it('is refused to who was overtaken', async () => {
    const store = new InMemoryCheckpointStore()
    const trackers = [1, 2].map(() => new ProgressTracker({ checkpoint: { store, key } }))
    for (const tracker of trackers) tracker.recordProgress({ handled: 1, position: globalPosition(5) })
    await trackers[0]?.saveCheckpoint()
    await expect(trackers[1]?.saveCheckpoint()).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
  })

  it('needs a store', async () => {
    await expect(new ProgressTracker().saveCheckpoint()).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
    await expect(new ProgressTracker().loadCheckpoint()).rejects.toThrow('no store')
  })
})
