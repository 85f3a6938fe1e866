import { globalPosition, silentLogger, type HorizonHolder } from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { HorizonWatch } from './horizon-watch.ts'

const holder: HorizonHolder = { pid: 7, ageMs: 1_200, query: 'select * from uno.append_events' }

let now = 0
let holders: readonly HorizonHolder[] = [holder]
let said: unknown[] = []
let watch: HorizonWatch

beforeEach(() => {
  now = 0
  holders = [holder]
  said = []
  watch = new HorizonWatch({
    warnAfterMs: 1_000,
    readHolders: async () => holders,
    logger: { ...silentLogger, warn: (facts: unknown) => void said.push(facts) },
    now: () => now,
  })
})

async function looksAt(time: number, position: bigint, drawn: bigint): Promise<void> {
  now = time
  watch.seen({ position: globalPosition(position), drawn: globalPosition(drawn) })
  await Promise.resolve()
  await Promise.resolve()
}

describe('watching the horizon', () => {
  it('names who holds it once it has stood still for long, and again after twice the time', async () => {
    for (let time = 0; time <= 4_500; time += 100) await looksAt(time, 5n, 9n)
    expect(said).toEqual(
      [1_000, 2_000, 4_000].map((heldMs) => ({ position: '5', heldMs, holders: [holder] })),
    )
  })

  it('says nothing while it moves, however much is under way', async () => {
    for (let time = 0; time <= 9_000; time += 900) await looksAt(time, BigInt(time), BigInt(time) + 500n)
    expect(said).toEqual([])
  })

  it('begins anew when everything was safe in between', async () => {
    await looksAt(0, 5n, 9n)
    await looksAt(900, 5n, 5n)
    await looksAt(1_000, 5n, 9n)
    await looksAt(1_900, 5n, 9n)
    expect(said).toEqual([])
  })

  it('says nothing when the holder has just gone', async () => {
    holders = []
    await looksAt(0, 5n, 9n)
    await looksAt(5_000, 5n, 9n)
    expect(said).toEqual([])
  })
})
