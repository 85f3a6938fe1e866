import { describe, expect, it } from 'vitest'
import { assert } from './assert.ts'
import { CaseTally } from './case-tally.ts'
import { claimedTopics, type ConformanceCase } from './conformance-case.ts'

const holds: ConformanceCase<number> = {
  name: 'holds',
  async run(subject) {
    await Promise.resolve()
    assert.equal(subject, 7)
  },
}
const silent: ConformanceCase<number> = { name: 'says nothing', run: () => Promise.resolve() }
const claimed: ConformanceCase<number> = { ...holds, name: 'needs a clock', needs: 'clock' }
const topic = 'numbers'
const topics = [{ topic, cases: [holds, silent, claimed] }]

describe('the tally of a suite', () => {
  it('is complete when as many cases have run as there are', async () => {
    const tally = new CaseTally([{ topic, cases: [holds] }])
    await tally.run({ topic, case: holds }, 7)
    expect({ ran: tally.ran, registered: tally.registered }).toEqual({ ran: 1, registered: 1 })
    expect(() => tally.assertComplete()).not.toThrow()
  })

  it('names the cases that have not run', async () => {
    const tally = new CaseTally(topics)
    await tally.run({ topic, case: holds }, 7)
    expect(() => tally.assertComplete()).toThrow(
      '1 of 3 registered cases have run, not: numbers: says nothing; numbers: needs a clock',
    )
  })

  it('refuses a case that asserts nothing', async () => {
    const run = new CaseTally(topics).run({ topic, case: silent }, 7)
    await expect(run).rejects.toThrow('the case asserts nothing: numbers: says nothing')
  })

  it('counts assertions for each case, however many run at once', async () => {
    const tally = new CaseTally(topics)
    const outcomes = await Promise.allSettled(
      [holds, silent, claimed].map((each) => tally.run({ topic, case: each }, 7)),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('gives the failure of a case as it is, with the line that failed', async () => {
    const broken: ConformanceCase<number> = {
      name: 'breaks',
      async run(subject) {
        assert.ok(subject > 8)
      },
    }
    const run = new CaseTally([{ topic, cases: [broken] }]).run({ topic, case: broken }, 7)
    await expect(run).rejects.toMatchObject({ code: 'ERR_ASSERTION', actual: false, operator: '==' })
  })

  it('refuses two cases of one name', () => {
    expect(() => new CaseTally([{ topic, cases: [holds, holds] }])).toThrow('numbers: holds')
  })
})

describe('the claims of an implementation', () => {
  it('leave out what needs a capability it has not, and name it', () => {
    const { topics: within, count, notClaimed } = claimedTopics(topics, [])
    expect(within).toEqual([{ topic, cases: [holds, silent] }])
    expect(count).toBe(2)
    expect([...notClaimed]).toEqual([['clock', ['numbers: needs a clock']]])
  })

  it('leave out nothing when everything is claimed', () => {
    const { count, notClaimed } = claimedTopics(topics, ['clock'])
    expect(count).toBe(3)
    expect(notClaimed.size).toBe(0)
  })

  it('leave out a topic of which nothing is claimed', () => {
    expect(claimedTopics([{ topic, cases: [claimed] }], []).topics).toEqual([])
  })
})
