import { globalPosition, projectionId, silentLogger, type ProjectionChange } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InProcessChangeFeed } from './in-process-change-feed.ts'

const orders = projectionId('orders')
const stock = projectionId('stock')

function change(position: number, keys?: readonly string[], projection = orders): ProjectionChange {
  return { projectionId: projection, tenant: 'default', keys, position: globalPosition(position) }
}

const newFeed = () => new InProcessChangeFeed({ logger: silentLogger })

/** Takes `count` changes and ends the subscription. */
async function take(changes: AsyncIterable<ProjectionChange>, count: number): Promise<ProjectionChange[]> {
  const found: ProjectionChange[] = []
  for await (const each of changes) if (found.push(each) === count) break
  return found
}

describe('a feed of changes', () => {
  it('gives a subscriber what is announced from now on', async () => {
    const feed = newFeed()
    feed.announce(change(1, ['a']))
    const first = take(feed.subscribe(), 1)
    feed.announce(change(2, ['b']))
    expect(await first).toEqual([change(2, ['b'])])
  })

  it('merges what a slow subscriber has not taken, one change a projection', async () => {
    const feed = newFeed()
    const changes = take(feed.subscribe(), 2)
    feed.announce(change(1, ['a']))
    feed.announce(change(2, ['x'], stock))
    feed.announce(change(3, ['b', 'a']))
    expect(await changes).toEqual([change(3, ['a', 'b']), change(2, ['x'], stock)])
  })

  it('names no keys when one change did not, or when they are too many', async () => {
    const feed = newFeed()
    const unnamed = take(feed.subscribe(), 1)
    feed.announce(change(1, ['a']))
    feed.announce(change(2))
    expect(await unnamed).toEqual([change(2)])

    const many = take(feed.subscribe(), 1)
    for (let key = 0; key < 1_001; key += 1) feed.announce(change(key + 3, [`k${key}`]))
    expect((await many)[0]?.keys).toBeUndefined()
  })

  it('resumes after a position', async () => {
    const feed = newFeed()
    for (let position = 1; position <= 3; position += 1) feed.announce(change(position, [`k${position}`]))
    const resumed = await take(feed.subscribe({ after: globalPosition(1) }), 1)
    expect(resumed).toEqual([change(3, ['k2', 'k3'])])
  })

  it('tells whoever has resumed of later commits at lower positions, as slices and rebuilds make them', async () => {
    const feed = newFeed()
    const resumed = take(feed.subscribe({ after: globalPosition(9) }), 1)
    feed.announce(change(3, ['rebuilt']))
    expect(await resumed).toEqual([change(3, ['rebuilt'])])
  })

  it('says that all may have changed where it has forgotten what', async () => {
    const feed = newFeed()
    for (let position = 1; position <= 2_000; position += 1) feed.announce(change(position, ['k']))
    const [resumed] = await take(feed.subscribe({ after: globalPosition(5) }), 1)
    expect(resumed).toEqual(change(2_000))
  })

  it('leaves out projections that were not asked for', async () => {
    const feed = newFeed()
    const changes = take(feed.subscribe({ projections: [stock] }), 1)
    feed.announce(change(1, ['a']))
    feed.announce(change(2, ['x'], stock))
    expect(await changes).toEqual([change(2, ['x'], stock)])
  })

  it("ends with the signal's reason", async () => {
    const controller = new AbortController()
    const waiting = take(newFeed().subscribe({ signal: controller.signal }), 1)
    controller.abort(new Error('closed'))
    await expect(waiting).rejects.toThrow('closed')
  })

  it('goes on with the others when a listener throws', () => {
    const feed = newFeed()
    const heard: ProjectionChange[] = []
    feed.onChange(() => {
      throw new Error('broken listener')
    })
    const stop = feed.onChange((each) => heard.push(each))
    feed.announce(change(1))
    stop()
    feed.announce(change(2))
    expect(heard).toEqual([change(1)])
  })
})
