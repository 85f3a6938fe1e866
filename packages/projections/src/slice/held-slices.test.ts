import { globalPosition, origin, projectionId, type HeldSlice, type SliceStatus } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { HeldSlices } from './held-slices.ts'

const run = { projectionId: projectionId('orders'), version: 1 }

function slice(number: number, position: number, epoch = 1): HeldSlice {
  return { ...run, slice: number, epoch: BigInt(epoch), position: globalPosition(position) }
}

function status(of: HeldSlice, holder: string | undefined = 'me'): SliceStatus {
  return { ...of, holder, updatedAt: new Date(0) }
}

function holding(...slices: readonly HeldSlice[]): HeldSlices {
  const held = new HeldSlices()
  held.take(slices)
  return held
}

const move = (number: number, from: number, to: number, epoch = 1) => ({
  slice: number,
  from: globalPosition(from),
  to: globalPosition(to),
  epoch: BigInt(epoch),
})

describe('the slices a worker holds', () => {
  it('are none at first, and stand at the origin', () => {
    const held = new HeldSlices()
    expect([held.size, held.numbers, held.position, held.positionOf(0)]).toEqual([0, [], origin, undefined])
  })

  it('stand where the one furthest back stands', () => {
    const held = holding(slice(0, 7), slice(1, 3, 4), slice(2, 5))
    expect(held.position).toBe(3n)
    expect(held.positionOf(2)).toBe(5n)
    expect([held.size, held.numbers]).toEqual([3, [0, 1, 2]])
    expect([...held.epochs]).toEqual([
      [0, 1n],
      [1, 4n],
      [2, 1n],
    ])
    held.drop([1])
    expect([held.position, held.numbers]).toEqual([5n, [0, 2]])
  })

  it('need what lies after their own place, and nothing of slices held elsewhere', () => {
    const held = holding(slice(0, 7), slice(1, 3))
    expect([held.needs(1, globalPosition(4)), held.needs(1, globalPosition(3))]).toEqual([true, false])
    expect([held.needs(0, globalPosition(4)), held.needs(2, globalPosition(9))]).toEqual([false, false])
  })

  it('move on together, and none of them back', () => {
    const held = holding(slice(0, 7), slice(1, 3))
    held.advance(globalPosition(5))
    expect([held.positionOf(0), held.positionOf(1)]).toEqual([7n, 5n])
  })
})

describe('the moves of checkpoints', () => {
  it('go from where each stands to the position, and further where a slice has come further', () => {
    const held = holding(slice(0, 7), slice(1, 3, 4))
    expect(held.movesTo(globalPosition(9))).toEqual([move(0, 7, 9), move(1, 3, 9, 4)])
    held.advance(globalPosition(8))
    expect(held.movesTo(globalPosition(5))).toEqual([move(0, 7, 8), move(1, 3, 8, 4)])
  })

  it('leave out slices that stand there already, that were not asked for, or that are held elsewhere', () => {
    const held = holding(slice(0, 7), slice(1, 3))
    expect(held.movesTo(globalPosition(7))).toEqual([move(1, 3, 7)])
    expect(held.movesTo(globalPosition(9), [1, 2])).toEqual([move(1, 3, 9)])
  })

  it('begin at what was saved last', () => {
    const held = holding(slice(0, 3))
    held.saved([move(0, 3, 5), move(6, 3, 5)])
    expect(held.movesTo(globalPosition(9))).toEqual([move(0, 5, 9)])
    expect(held.movesTo(globalPosition(5))).toEqual([])
    expect(held.numbers).toEqual([0])
  })
})

describe('slices that are confirmed', () => {
  it('are kept where they stand', () => {
    const held = holding(slice(0, 3), slice(1, 3))
    held.advance(globalPosition(5))
    expect(held.confirm('me', [status(slice(0, 3)), status(slice(1, 3))])).toEqual({
      lost: false,
      moved: false,
    })
    expect([held.numbers, held.position]).toEqual([[0, 1], 5n])
  })

  it('are lost to another holder, another epoch, and where nothing is known of them', () => {
    const held = holding(slice(0, 3), slice(1, 3), slice(2, 3), slice(3, 3))
    const found = [status(slice(0, 3), 'you'), status(slice(1, 3, 2)), status(slice(3, 3))]
    expect(held.confirm('me', found)).toEqual({ lost: true, moved: false })
    expect(held.numbers).toEqual([3])
  })

  it('are kept though the lease has run out, as long as nobody else took them', () => {
    const held = holding(slice(0, 3))
    const { holder: _, ...free } = status(slice(0, 3))
    expect(held.confirm('me', [{ ...free, holder: undefined }])).toEqual({ lost: false, moved: false })
    expect(held.numbers).toEqual([0])
  })

  it('go to where the checkpoint stands', () => {
    const held = holding(slice(0, 3))
    held.advance(globalPosition(9))
    expect(held.confirm('me', [status(slice(0, 5))])).toEqual({ lost: false, moved: true })
    expect(held.position).toBe(5n)
    expect(held.movesTo(globalPosition(9))).toEqual([move(0, 5, 9)])
  })
})
