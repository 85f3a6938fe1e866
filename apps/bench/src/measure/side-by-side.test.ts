import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { sideBySide } from './side-by-side.ts'

it('does everything once, so many at a time', async () => {
  const done: number[] = []
  let [underWay, most] = [0, 0]
  await sideBySide({ times: 10, inFlight: 3 }, async (nr) => {
    most = Math.max(most, ++underWay)
    await turn()
    underWay--
    done.push(nr)
  })
  expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(most).toBe(3)
})

it('tells of the first that fails', async () => {
  const failing = sideBySide({ times: 5, inFlight: 2 }, (nr) => Promise.reject(new Error(`no ${nr}`)))
  await expect(failing).rejects.toThrow('no 0')
})
