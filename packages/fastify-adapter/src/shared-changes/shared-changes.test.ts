import { globalPosition, type GlobalPosition } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { FollowRequest } from './follow-request.ts'
import { Follower } from './follower.ts'
import { SharedChanges } from './shared-changes.ts'

interface Change {
  readonly position: GlobalPosition
}

/** A log that grows, with gaps between its positions, and who reads it. */
class Log {
  readonly all: Change[] = []
  readonly #waiting = new Set<() => void>()
  /** How often it has been asked from each place. */
  readonly asked: (GlobalPosition | undefined)[] = []
  readers = 0
  failure: Error | undefined
  isOver = false

  append(step = 1n): void {
    const last = this.all.at(-1)?.position ?? 0n
    this.all.push({ position: globalPosition(last + step) })
    this.wake()
  }

  wake(): void {
    for (const wake of this.#waiting) wake()
  }

  readonly source = async function* (this: Log, { after, signal }: FollowRequest): AsyncGenerator<Change> {
    this.asked.push(after)
    this.readers++
    const from = after ?? this.all.at(-1)?.position ?? 0n
    let index = this.all.findIndex(({ position }) => position > from)
    if (index < 0) index = this.all.length
    try {
      while (!signal.aborted) {
        if (this.failure !== undefined) throw this.failure
        const change = this.all[index]
        if (change !== undefined) {
          index++
          yield change
        } else if (this.isOver) return
        else {
          await new Promise<void>((resolve) => {
            this.#waiting.add(resolve)
            signal.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      }
    } finally {
      this.readers--
    }
  }.bind(this)

  get positions(): bigint[] {
    return this.all.map(({ position }) => position)
  }
}

const follower = (shared: SharedChanges<Change>, after?: bigint) => {
  const stop = new AbortController()
  const seen: bigint[] = []
  const ended = (async () => {
    const from = after === undefined ? undefined : globalPosition(after)
    for await (const { position } of shared.follow({ after: from, signal: stop.signal })) seen.push(position)
  })()
  return { seen, ended, stop: () => stop.abort() }
}

const until = (met: () => boolean) => vi.waitFor(() => expect(met()).toBe(true), { interval: 1 })

describe('changes that are shared', () => {
  it('are asked of the source once, whoever follows', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source })
    const followers = Array.from({ length: 100 }, () => follower(shared))
    await until(() => log.readers === 1)
    for (let nr = 0; nr < 10; nr++) log.append()
    await until(() => followers.every(({ seen }) => seen.length === 10))
    expect(log.asked).toEqual([undefined])
    for (const each of followers) {
      each.stop()
      expect(each.seen).toEqual(log.positions)
      await each.ended
    }
    await until(() => log.readers === 0)
  })

  it('are followed from any place; who lies behind reads for itself until it has caught up', async () => {
    const log = new Log()
    for (let nr = 0; nr < 10; nr++) log.append()
    const shared = new SharedChanges<Change>({ source: log.source })
    const now = follower(shared)
    await until(() => log.readers === 1)
    const late = follower(shared, 4n)
    await until(() => late.seen.length === 6)
    expect(log.readers).toBe(2)
    log.append()
    await until(() => late.seen.length === 7 && now.seen.length === 1)
    await until(() => log.readers === 1)
    log.append()
    await until(() => late.seen.length === 8)
    expect(late.seen).toEqual(log.positions.slice(4))
    const resumed = follower(shared, late.seen.at(-2))
    await until(() => resumed.seen.length === 1)
    expect(log.asked).toHaveLength(2) // what is kept was enough
    for (const each of [now, late, resumed]) each.stop()
  })

  it('lose nothing and repeat nothing for followers that come, go, stall and resume', async () => {
    const plan = fc.record({
      keep: fc.integer({ min: 1, max: 4 }),
      steps: fc.array(
        fc.oneof(
          { weight: 4, arbitrary: fc.record({ append: fc.bigInt({ min: 1n, max: 3n }) }) },
          fc.record({ resume: fc.nat(3) }),
          fc.record({ wait: fc.nat(3) }),
        ),
        { minLength: 5, maxLength: 60 },
      ),
    })
    await fc.assert(
      fc.asyncProperty(plan, async ({ keep, steps }) => {
        const log = new Log()
        log.append()
        const shared = new SharedChanges<Change>({ source: log.source, keep })
        const places = [0n, 0n, 0n, 0n]
        const seen: bigint[][] = [[], [], [], []]
        const read = (nr: number) => {
          const stop = new AbortController()
          const ended = (async () => {
            const after = globalPosition(places[nr] ?? 0n)
            const changes = shared.follow({ after, signal: stop.signal })
            const take = ({ position }: Change) => {
              seen[nr]?.push(position)
              places[nr] = position
              return (seen[nr]?.length ?? 0) % 4 > 0
            }
            for await (const change of changes) {
              if (stop.signal.aborted) return
              // Some take what comes at once while they can, and some are slower than others.
              if (take(change) && nr % 2 === 1 && changes instanceof Follower) await changes.flow(take)
              for (let pause = 0; pause < nr * 3; pause++) await Promise.resolve()
            }
          })()
          return { stop, ended }
        }
        const readers = places.map((_, nr) => read(nr))
        for (const step of steps) {
          if ('append' in step) log.append(step.append)
          if ('wait' in step) for (let turn = 0; turn < step.wait * 5; turn++) await Promise.resolve()
          if ('resume' in step) {
            readers[step.resume]?.stop.abort()
            await readers[step.resume]?.ended
            readers[step.resume] = read(step.resume)
          }
        }
        await until(() => seen.every((each) => each.length >= log.all.length))
        for (const { stop } of readers) stop.abort()
        await Promise.all(readers.map(({ ended }) => ended))
        for (const each of seen) expect(each).toEqual(log.positions)
        expect(log.readers).toBe(0)
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })

  it('begin behind the place of a follower that has seen more elsewhere than has come here', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source })
    const now = follower(shared)
    await until(() => log.readers === 1)
    log.append()
    await until(() => now.seen.length === 1)
    const ahead = follower(shared, 4n)
    for (let nr = 0; nr < 5; nr++) log.append()
    await until(() => now.seen.length === 6)
    await until(() => ahead.seen.length === 2)
    expect(ahead.seen).toEqual([5n, 6n])
    for (const each of [now, ahead]) each.stop()
  })

  it('reach a follower that stalls at once, however many come meanwhile', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source, keep: 2 })
    const stop = new AbortController()
    const changes = shared.follow({ signal: stop.signal })
    const first = changes.next()
    await until(() => log.readers === 1)
    const other = follower(shared)
    for (let nr = 0; nr < 50; nr++) log.append()
    await until(() => other.seen.length === 50)
    const seen = [(await first).value?.position]
    while (seen.length < 50) seen.push((await changes.next()).value?.position)
    expect(seen).toEqual(log.positions)
    stop.abort()
    other.stop()
  })

  it('fail for all who follow when the source fails, and begin anew for the next', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source })
    const followers = [follower(shared), follower(shared)]
    await until(() => log.readers === 1)
    log.failure = new Error('the database is gone')
    log.wake()
    for (const { ended } of followers) await expect(ended).rejects.toThrow('the database is gone')
    log.failure = undefined
    const next = follower(shared)
    await until(() => log.readers === 1)
    log.append()
    await until(() => next.seen.length === 1)
    next.stop()
  })

  it('flow to who takes them at once until it has enough, fails or leaves', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source })
    const stop = new AbortController()
    const changes = shared.follow({ signal: stop.signal }) as Follower<Change>
    const first = changes.next()
    await until(() => log.readers === 1)
    log.append()
    expect((await first).value?.position).toBe(1n)
    const seen: bigint[] = []
    const upTo = (last: bigint) => (change: Change) => {
      seen.push(change.position)
      return change.position < last
    }
    const enough = changes.flow(upTo(3n))
    for (let nr = 0; nr < 4; nr++) log.append()
    await enough
    expect(seen).toEqual([2n, 3n])
    const failing = changes.flow(() => {
      throw new Error('the socket is gone')
    })
    await expect(failing).rejects.toThrow('the socket is gone')
    const leaving = changes.flow(upTo(9n))
    await until(() => seen.length === 3)
    stop.abort()
    await leaving
    expect(seen).toEqual([2n, 3n, 5n]) // 4 is whose taking failed
    expect(await changes.next()).toEqual({ done: true, value: undefined })
  })

  it('end with their source', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source })
    const now = follower(shared)
    await until(() => log.readers === 1)
    log.append()
    log.isOver = true
    log.wake()
    await now.ended
    expect(now.seen).toEqual([1n])
  })

  it('are not begun for who has left already', async () => {
    const log = new Log()
    const shared = new SharedChanges<Change>({ source: log.source })
    for await (const change of shared.follow({ signal: AbortSignal.abort() }))
      expect.unreachable(String(change.position))
    expect(log.asked).toEqual([])
  })
})
