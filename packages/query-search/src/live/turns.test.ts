import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

const never = new AbortController().signal

describe('turns', () => {
  it('go on after work that fails', async () => {
    const turns = new Turns(1)
    await expect(turns.take(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
    expect(await turns.take(async () => 'yes', never)).toBe('yes')
  })

  it('pass over who has left', async () => {
    const turns = new Turns(1)
    const { promise, resolve } = Promise.withResolvers<void>()
    const leaving = new AbortController()
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(name)
      await promise
    }
    const first = turns.take(work('first'), never)
    const gone = turns.take(work('gone'), leaving.signal)
    const last = turns.take(work('last'), never)
    leaving.abort(new Error('left'))
    await expect(gone).rejects.toThrow('left')
    resolve()
    await Promise.all([first, last])
    expect(order).toEqual(['first', 'last'])
    await expect(turns.take(work('gone'), leaving.signal)).rejects.toThrow('left')
  })
})
