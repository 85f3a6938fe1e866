import { describe, expect, it } from 'vitest'
import { BatchSize } from './batch-size.ts'

describe('the size of a batch', () => {
  it('grows while full batches are quick, up to its bound', () => {
    const size = new BatchSize({ first: 1_000, most: 5_000 })
    size.learn(1_000, 20)
    expect(size.current).toBe(2_000)
    size.learn(2_000, 20)
    size.learn(4_000, 20)
    expect(size.current).toBe(5_000)
  })

  it('stays when batches are not full', () => {
    const size = new BatchSize({ first: 1_000, most: 5_000 })
    size.learn(3, 1)
    expect(size.current).toBe(1_000)
  })

  it('shrinks while batches are slow, down to a few', () => {
    const size = new BatchSize({ first: 1_000, most: 5_000 })
    size.learn(1_000, 1_500)
    expect(size.current).toBe(500)
    for (let batch = 0; batch < 20; batch += 1) size.learn(size.current, 5_000)
    expect(size.current).toBe(10)
  })

  it('never exceeds a bound below the first size', () => {
    expect(new BatchSize({ first: 1_000, most: 4 }).current).toBe(4)
    const size = new BatchSize({ first: 4, most: 4 })
    size.learn(4, 9_000)
    expect(size.current).toBe(4)
  })
})
