import { InMemoryProjectionStorage, ManualClock } from '@uno-ts/testing'
import {
  projectionId,
  silentLogger,
  type HeldSlice,
  type HeldSummary,
  type SliceLeaseStore,
} from '@uno-ts/types'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SliceSharer, type SharedProjection, type SliceSharerOptions } from './slice-sharer.ts'

const ttlMs = 60_000
const orders = { projectionId: projectionId('orders'), version: 1 }

/** A projection as far as its slices are concerned; what is done to it is noted. */
class Shared implements SharedProjection {
  readonly projectionId: HeldSummary['projectionId']
  readonly version: number
  readonly slices: number
  readonly epochs = new Map<number, bigint>()
  readonly notes: string[]
  /** What `take` waits for. */
  gate: Promise<void> = Promise.resolve()

  constructor({ slices = 4, version = 1, notes = [] as string[], name = 'orders' } = {}) {
    this.projectionId = projectionId(name)
    this.version = version
    this.slices = slices
    this.notes = notes
  }

  get held(): SharedProjection['held'] {
    const { projectionId: id, version } = this
    const numbers = [...this.epochs.keys()].toSorted((a, b) => a - b)
    const epochs = [...this.epochs.values()].reduce((sum, epoch) => sum + epoch, 0n)
    return { projectionId: id, version, slices: numbers.length, epochs, numbers }
  }

  give(slices: readonly HeldSlice[]): void {
    this.notes.push(`give ${slices.map(({ slice }) => slice).join()}`)
    for (const { slice, epoch } of slices) this.epochs.set(slice, epoch)
  }

  async take(slices: readonly number[]): Promise<void> {
    this.notes.push(`take ${slices.join()}`)
    await this.gate
    for (const slice of slices) this.epochs.delete(slice)
    this.notes.push(`took ${slices.join()}`)
  }

  async confirm(): Promise<void> {
    this.notes.push('confirm')
  }
}

let clock: ManualClock
let leases: SliceLeaseStore
let sharers: SliceSharer[]

beforeEach(() => {
  clock = new ManualClock()
  leases = new InMemoryProjectionStorage({ clock }).leases
  sharers = []
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const sharer of sharers) await sharer.stop()
})

/** A sharer whose looks are counted. */
function open(projections: readonly Shared[], options: Partial<SliceSharerOptions> = {}) {
  const beats = vi.fn<() => void>()
  const onRelease = vi.fn<() => void>()
  const logger = { ...silentLogger, warn: vi.fn<() => void>(), debug: vi.fn<() => void>() }
  const sharer = new SliceSharer({
    leases,
    memberId: 'me',
    ttlMs,
    projections,
    logger,
    onRelease,
    onBeat: beats,
    ...options,
  })
  sharers.push(sharer)
  /** One look more, at least. */
  const look = async (): Promise<void> => {
    const before = beats.mock.calls.length
    sharer.wake()
    await vi.waitFor(() => expect(beats.mock.calls.length).toBeGreaterThan(before))
  }
  const start = async (): Promise<void> => {
    sharer.start()
    await vi.waitFor(() => expect(beats).toHaveBeenCalled())
  }
  return { sharer, beats, onRelease, logger, look, start }
}

/** Another member that runs the same projections. */
async function join(memberId: string, runs: readonly Shared[]): Promise<void> {
  const versions = runs.map((run) => ({ projectionId: run.projectionId, version: run.version }))
  await leases.renew({ memberId, runs: versions }, { ttlMs })
}

async function holders(): Promise<readonly (string | undefined)[]> {
  return (await leases.status(orders)).map(({ holder }) => holder)
}

/** Leases of which some calls are answered otherwise. */
function leasesWith(calls: Partial<SliceLeaseStore>): SliceLeaseStore {
  return {
    renew: (...given) => leases.renew(...given),
    claim: (...given) => leases.claim(...given),
    release: (...given) => leases.release(...given),
    leave: (...given) => leases.leave(...given),
    reclaim: (...given) => leases.reclaim(...given),
    status: (...given) => leases.status(...given),
    ...calls,
  }
}

describe('sharing slices', () => {
  it('gives all slices to a member that is alone, once', async () => {
    const shared = new Shared()
    const claim = vi.fn<SliceLeaseStore['claim']>((...given) => leases.claim(...given))
    const { start, look, onRelease } = open([shared], { leases: leasesWith({ claim }) })
    await start()
    await look()
    expect(shared.notes).toEqual(['give 0,1,2,3'])
    expect(claim).toHaveBeenCalledExactlyOnceWith('me', [{ ...orders, slices: [0, 1, 2, 3] }])
    expect(onRelease).not.toHaveBeenCalled()
  })

  it('gives each projection and version its own slices', async () => {
    const [one, two] = [new Shared({ slices: 1 }), new Shared({ slices: 2, version: 2 })]
    const three = new Shared({ slices: 3, name: 'stock' })
    const { start, look } = open([one, two, three])
    await start()
    await look()
    expect([one, two, three].map(({ notes }) => notes)).toEqual([['give 0'], ['give 0,1'], ['give 0,1,2']])
  })

  it('leaves a projection alone whose slices are all held by others', async () => {
    const [free, taken] = [new Shared({ slices: 1, name: 'stock' }), new Shared({ slices: 1 })]
    await leases.renew({ memberId: 'you', runs: [] }, { ttlMs })
    await leases.claim('you', [{ ...orders, slices: [0] }])
    await open([taken, free]).start()
    expect([taken.notes, free.notes]).toEqual([[], ['give 0']])
  })

  it('lets slices go to who joins: nothing is written for them any more before they are given back', async () => {
    const shared = new Shared()
    const release = vi.fn<SliceLeaseStore['release']>(async (...given) => {
      shared.notes.push('release')
      await leases.release(...given)
    })
    const { start, look, onRelease } = open([shared], { leases: leasesWith({ release }) })
    await start()
    await join('you', [shared])
    await look()
    await vi.waitFor(() => expect(onRelease).toHaveBeenCalledOnce())
    const gone = shared.notes[1]?.replace('take ', '')
    expect(['0,2', '1,3']).toContain(gone)
    expect(shared.notes).toEqual(['give 0,1,2,3', `take ${gone}`, `took ${gone}`, 'release'])
    const theirs = gone === '0,2' ? [0, 2] : [1, 3]
    expect(release).toHaveBeenCalledExactlyOnceWith('me', [{ ...orders, slices: theirs }])
    expect(await holders()).toEqual([0, 1, 2, 3].map((slice) => (theirs.includes(slice) ? undefined : 'me')))
    await look()
    expect(shared.notes).toHaveLength(4)
  })

  it('neither gives back nor claims twice what is being handed over', async () => {
    const shared = new Shared()
    const { start, look, onRelease } = open([shared])
    await start()
    const { promise, resolve } = Promise.withResolvers<void>()
    shared.gate = promise
    await join('you', [shared])
    await look()
    await look()
    await leases.leave('you')
    await look()
    expect(shared.notes.filter((note) => !note.startsWith('take'))).toEqual(['give 0,1,2,3'])
    expect(shared.notes).toHaveLength(2)
    resolve()
    await vi.waitFor(() => expect(onRelease).toHaveBeenCalled())
    await look()
    expect(shared.held.numbers).toEqual([0, 1, 2, 3])
  })

  it('has nothing confirmed while slices are on their way back: the store still has them in its name', async () => {
    const shared = new Shared()
    const { promise, resolve } = Promise.withResolvers<void>()
    const release: SliceLeaseStore['release'] = async (...given) => {
      await promise
      await leases.release(...given)
    }
    const { start, look, onRelease } = open([shared], { leases: leasesWith({ release }) })
    await start()
    await join('you', [shared])
    await look()
    await vi.waitFor(() => expect(shared.held.numbers).toHaveLength(2))
    await look()
    expect(shared.notes).not.toContain('confirm')
    resolve()
    await vi.waitFor(() => expect(onRelease).toHaveBeenCalledOnce())
  })

  it('tries again to give back what could not be given back', async () => {
    const shared = new Shared()
    const release = vi.fn<SliceLeaseStore['release']>(leases.release.bind(leases))
    release.mockRejectedValueOnce(new Error('the database is away'))
    const { start, look, onRelease, logger } = open([shared], { leases: leasesWith({ release }) })
    await start()
    await join('you', [shared])
    await look()
    await vi.waitFor(() => expect(shared.notes).toContain('confirm'))
    expect(logger.debug).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ projectionId: shared.projectionId }),
      expect.stringContaining('not given back'),
    )
    expect(onRelease).not.toHaveBeenCalled()
    await look()
    await vi.waitFor(() => expect(onRelease).toHaveBeenCalled())
    expect((await holders()).filter((holder) => holder === 'me')).toHaveLength(2)
  })

  it('frees what stands in its name without its knowledge and belongs to others, and asks for the rest', async () => {
    const shared = new Shared()
    await join('me', [shared])
    await join('you', [shared])
    await leases.claim('me', [{ ...orders, slices: [0, 1, 2, 3] }]) // the answer was lost
    const release = vi.fn<SliceLeaseStore['release']>((...given) => leases.release(...given))
    const { start, look, onRelease } = open([shared], { leases: leasesWith({ release }) })
    await start()
    expect(shared.notes).toEqual(['confirm', expect.stringMatching(/^give (0,2|1,3)$/)])
    const theirs = shared.held.numbers.includes(0) ? [1, 3] : [0, 2]
    expect(release).toHaveBeenCalledExactlyOnceWith('me', [{ ...orders, slices: theirs }])
    expect(onRelease).toHaveBeenCalledOnce()
    expect((await holders()).filter((holder) => holder === 'me')).toHaveLength(2)
    await look()
    expect(shared.notes).toHaveLength(2)
    expect(onRelease).toHaveBeenCalledOnce()
  })

  it('has a projection find out what it lost when the store says it holds less', async () => {
    const shared = new Shared()
    const { start, look, onRelease } = open([shared])
    await start()
    await leases.reclaim(orders, { slices: [2] })
    await look()
    expect(shared.notes).toEqual(['give 0,1,2,3', 'confirm'])
    expect(onRelease).not.toHaveBeenCalled()
  })

  it('has it find out when another epoch stands beside as many slices', async () => {
    const shared = new Shared()
    const { start, look } = open([shared])
    await start()
    await leases.claim('me', [{ ...orders, slices: [2] }])
    await look()
    expect(shared.notes).toEqual(['give 0,1,2,3', 'confirm'])
  })

  it('has it find out when fewer slices stand beside the same sum of epochs', async () => {
    const shared = new Shared({ slices: 3 })
    const { start, look } = open([shared])
    await start()
    await leases.reclaim(orders)
    await leases.claim('me', [{ ...orders, slices: [0] }]) // one of epoch 3, and there were three of epoch 1
    await look()
    expect(shared.notes).toEqual(['give 0,1,2', 'confirm'])
  })

  it('needs nobody who hears of its looks', async () => {
    const shared = new Shared()
    const { sharer, logger } = open([shared], { onBeat: undefined })
    sharer.start()
    await vi.waitFor(() => expect(shared.notes).toEqual(['give 0,1,2,3']))
    await sharer.stop()
    expect(logger.warn).not.toHaveBeenCalled()
  })

  it('gives everything back when it stops', async () => {
    const shared = new Shared()
    const { sharer, start, onRelease } = open([shared])
    await start()
    await sharer.stop()
    expect(onRelease).toHaveBeenCalledOnce()
    expect(await holders()).toEqual([undefined, undefined, undefined, undefined])
  })

  it('stops also when the leases are away: they end by themselves', async () => {
    const leave = async (): Promise<void> => {
      throw new Error('the database is away')
    }
    const { sharer, start, onRelease, logger } = open([new Shared()], { leases: leasesWith({ leave }) })
    await start()
    await sharer.stop()
    expect(onRelease).not.toHaveBeenCalled()
    expect(logger.debug).toHaveBeenCalledExactlyOnceWith(
      { err: expect.any(Error) },
      expect.stringContaining('end by themselves'),
    )
  })
})

describe('the beat of renewals', () => {
  /** The shortest time between two looks: a busy machine makes some longer, none shorter. */
  async function shortestGapMs(options: Partial<SliceSharerOptions>, looks: number): Promise<number> {
    const times: number[] = []
    const renew: SliceLeaseStore['renew'] = async (...given) => {
      times.push(performance.now())
      return await (options.leases ?? leases).renew(...given)
    }
    const { sharer } = open([new Shared()], { ...options, leases: leasesWith({ ...options.leases, renew }) })
    sharer.start()
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(looks), { timeout: 8_000 })
    return Math.min(...times.slice(1).map((time, at) => time - (times[at] ?? 0)))
  }

  it.each([
    ['a little less', 0, 80],
    ['a little more', 0.999, 120],
  ])(
    'is a third of the time to live or %s, so that many members do not come at once',
    async (_, random, ms) => {
      vi.spyOn(Math, 'random').mockReturnValue(random)
      const gap = await shortestGapMs({ ttlMs: 300 }, 5)
      expect(gap).toBeGreaterThanOrEqual(ms - 2)
      expect(gap).toBeLessThan(ms + 60)
    },
  )

  it('stays slow when nothing is missing', async () => {
    expect(await shortestGapMs({ ttlMs: 1_200 }, 2)).toBeGreaterThanOrEqual(318)
  })

  it('is quicker while a slice is missing that another has yet to give back', async () => {
    await leases.renew({ memberId: 'you', runs: [] }, { ttlMs })
    await leases.claim('you', [{ ...orders, slices: [3] }])
    const gap = await shortestGapMs({ ttlMs }, 3)
    expect(gap).toBeGreaterThanOrEqual(240)
    expect(gap).toBeLessThan(2_000)
  })

  it('is never slower than that of its time to live, also while a slice is missing', async () => {
    await leases.renew({ memberId: 'you', runs: [] }, { ttlMs })
    await leases.claim('you', [{ ...orders, slices: [3] }])
    expect(await shortestGapMs({ ttlMs: 120 }, 6)).toBeLessThan(100)
  })

  it('says once that leases cannot be renewed, and tries again before they end', async () => {
    let failures = 0
    const renew: SliceLeaseStore['renew'] = async (...given) => {
      failures += 1
      if (failures < 4 || failures === 6) throw new Error('the database is away')
      return await leases.renew(...given)
    }
    const { sharer, beats, logger, look } = open([new Shared()], { ttlMs: 90, leases: leasesWith({ renew }) })
    sharer.start()
    await vi.waitFor(() => expect(beats).toHaveBeenCalled())
    expect(logger.warn).toHaveBeenCalledExactlyOnceWith(
      { err: expect.any(Error) },
      expect.stringContaining('trying again'),
    )
    await vi.waitFor(() => expect(failures).toBeGreaterThan(6))
    await look()
    expect(logger.warn).toHaveBeenCalledTimes(2)
  })

  it('waits longer from failure to failure, but not longer than leases last', async () => {
    const times: number[] = []
    const renew = async (): Promise<never> => {
      times.push(performance.now())
      throw new Error('the database is away')
    }
    const { sharer } = open([new Shared()], { ttlMs: 240, leases: leasesWith({ renew }) })
    sharer.start()
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(6), { timeout: 8_000 })
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
    expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(78)
    expect(Math.min(...gaps.slice(3))).toBeLessThan(200)
  })
})
