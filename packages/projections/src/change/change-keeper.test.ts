import { ManualClock } from '@uno-ts/testing'
import { silentLogger, type ProjectionChangeLog } from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { ChangeKeeper } from './change-keeper.ts'
import { changeLogOf } from './change-log-option.ts'

let clock: ManualClock
let forgotten: number[]
let changes: ProjectionChangeLog

beforeEach(() => {
  clock = new ManualClock()
  forgotten = []
  changes = {
    append: async () => undefined,
    forget: async ({ olderThanMs }) => forgotten.push(olderThanMs),
  }
})

function beats(keepMs: number, count: number, everyMs: number): readonly number[] {
  const keeper = new ChangeKeeper({ changes, keepMs, clock, logger: silentLogger })
  for (let beat = 0; beat < count; beat += 1) {
    clock.advance(everyMs)
    keeper.beat()
  }
  return forgotten
}

describe('the keeper of changes', () => {
  it('forgets what is too old, ten times within the time it is kept', () => {
    expect(beats(10_000, 10, 500)).toEqual([10_000, 10_000, 10_000, 10_000, 10_000])
  })

  it('looks once a minute where they are kept for long', () => {
    expect(beats(3_600_000, 90, 2_000)).toHaveLength(3)
  })

  it('goes on after a failure', async () => {
    changes = { ...changes, forget: () => Promise.reject(new Error('away')) }
    const keeper = new ChangeKeeper({ changes, keepMs: 10, clock, logger: silentLogger })
    for (const _ of [1, 2]) {
      clock.advance(10)
      expect(() => keeper.beat()).not.toThrow()
      await Promise.resolve()
    }
  })
})

describe('the option for a log of changes', () => {
  it('asks for none unless it is said', () => {
    expect(changeLogOf(undefined, { changes })).toBeUndefined()
    expect(changeLogOf(false, { changes })).toBeUndefined()
  })

  it('keeps changes for an hour, or as long as is said', () => {
    expect(changeLogOf(true, { changes })).toEqual({ changes, keepMs: 3_600_000 })
    expect(changeLogOf({ keepMs: 5 }, { changes })).toEqual({ changes, keepMs: 5 })
  })

  it('refuses a storage that keeps none, and a time that is none', () => {
    expect(() => changeLogOf(true, {})).toThrow('a storage that keeps changes')
    expect(() => changeLogOf({ keepMs: 0 }, { changes })).toThrow('a whole number from 1')
  })
})
