import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holders } from './holders.ts'
import { openSite, type Site } from './open-site.ts'
import { until } from './until.ts'

describe('workers of one projection', () => {
  let site: Site
  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site[Symbol.asyncDispose]())

  it('share its slices, and count each visit once when one of them goes', async () => {
    await site.visit(40)
    await using first = await site.startWorker('first')
    const second = await site.startWorker('second')
    await until(async () => (await holders(first))['second'] === 3)
    await second.stop()
    await site.visit(40)
    await until(async () => (await holders(first))['first'] === 6)
    await first.caughtUp()
    expect(await site.counted()).toBe(160)
  })
})
