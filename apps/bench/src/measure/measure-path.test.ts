import type { PostgresServer } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import type { Path } from '../suite/path.ts'
import { measurePath } from './measure-path.ts'

const noServer = {} as PostgresServer // the paths below need none

/** A path that writes down what happens to it; each contender counts its own rounds. */
function recording(names: readonly string[], verify = async (): Promise<void> => undefined) {
  const log: string[] = []
  const path: Path = {
    id: 'recorded',
    does: 'nothing',
    unit: 'rounds',
    better: 'higher',
    targets: [],
    open: async () => ({
      contenders: names.map((name) => {
        let rounds = 0
        const run = async (): Promise<number> => {
          log.push(name)
          return rounds++
        }
        return { name, run }
      }),
      async verify() {
        log.push('verify')
        await verify()
      },
      async [Symbol.asyncDispose]() {
        log.push('close')
      },
    }),
  }
  return { path, log }
}

describe('measuring a path', () => {
  it('lets everybody warm up, then take turns, each round in another order', async () => {
    const { path, log } = recording(['a', 'b', 'c'])
    await measurePath(path, { server: noServer, rounds: 3 })
    expect(log.join(' ')).toBe('a b c a b c b c a c a b verify close')
  })

  it('does not count the warm-up', async () => {
    const { path } = recording(['a', 'b'])
    const samples = await measurePath(path, { server: noServer, rounds: 2 })
    expect([...samples]).toEqual([
      ['a', [1, 2]],
      ['b', [1, 2]],
    ])
  })

  it('has no figures when the work was not equal, and closes what it opened', async () => {
    const { path, log } = recording(['a'], () => Promise.reject(new Error('one row is missing')))
    await expect(measurePath(path, { server: noServer, rounds: 1 })).rejects.toThrow('one row is missing')
    expect(log.at(-1)).toBe('close')
  })
})
