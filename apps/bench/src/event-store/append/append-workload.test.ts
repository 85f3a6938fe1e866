import { describe, expect, it } from 'vitest'
import { AppendWorkload } from './append-workload.ts'
import { sampleEvent } from './sample-event.ts'

/** Keeps the version of each stream, and refuses an append at another one, as a store does. */
function checkingContender() {
  const streams = new Map<string, number>()
  let underWay = 0
  const seen = { mostUnderWay: 0, begun: 0 }
  return {
    streams,
    seen,
    async append(stream: string, version: number): Promise<void> {
      seen.mostUnderWay = Math.max(seen.mostUnderWay, ++underWay)
      await Promise.resolve()
      expect(streams.get(stream) ?? 0).toBe(version)
      if (version === 0) seen.begun++
      streams.set(stream, version + 1)
      underWay--
    },
  }
}

describe('the load of an append path', () => {
  it('appends as often as asked, with as many in flight, each at the right version', async () => {
    const contender = checkingContender()
    const workload = new AppendWorkload({ inFlight: 7, appends: 500 })
    expect(await workload.run(contender)).toBeGreaterThan(0)
    await workload.run(contender)
    const versions = [...contender.streams.values()]
    expect(versions.reduce((sum, version) => sum + version, 0)).toBe(1_000)
    expect(contender.seen.mostUnderWay).toBe(7)
    expect(workload.expected()).toEqual({
      events: 1_000,
      streams: versions.length,
      versions: versions.reduce((sum, version) => sum + (version * (version + 1)) / 2, 0),
    })
  })

  it('begins a stream with one append in ten once it has warmed up', async () => {
    const contender = checkingContender()
    const workload = new AppendWorkload({ inFlight: 5, appends: 1_000 })
    await workload.run(contender)
    const before = contender.seen.begun
    await workload.run(contender)
    expect(contender.seen.begun - before).toBeGreaterThan(95)
    expect(contender.seen.begun - before).toBeLessThan(105)
  })

  it('gives every contender the same streams', async () => {
    const load = { inFlight: 3, appends: 300 }
    const [one, other] = [checkingContender(), checkingContender()]
    await new AppendWorkload(load).run(one)
    await new AppendWorkload(load).run(other)
    expect(Object.fromEntries(other.streams)).toEqual(Object.fromEntries(one.streams))
  })

  it('uses events of about 260 bytes of data and 145 of metadata', () => {
    for (const [stream, version] of [
      ['order-0x1', 1],
      ['order-19x1234', 10],
    ] as const) {
      const { data, metadata } = sampleEvent(stream, version)
      expect(Math.abs(JSON.stringify(data).length - 260)).toBeLessThan(15)
      expect(Math.abs(JSON.stringify(metadata).length - 145)).toBeLessThan(5)
    }
  })
})
