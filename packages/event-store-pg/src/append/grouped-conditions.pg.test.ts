import { isUnoError, type CommitPlan } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

/** Takes a name that nobody may have. */
function claim(name: string): CommitPlan {
  const items = [{ types: ['NameTaken'], tags: [`name:${name}`] }]
  return {
    appends: [{ events: [{ type: 'NameTaken', data: { name }, tags: [`name:${name}`] }] }],
    conditions: [{ failIfEventsMatch: { items } }],
  }
}

async function transactions(): Promise<number> {
  const { rows } = await open.pool.query<{ count: number }>(
    'select count(distinct xmin::text)::int as count from uno.events',
  )
  return rows[0]?.count ?? 0
}

describe('appends with conditions', () => {
  it('share transactions when many of them wait', async () => {
    const before = await transactions()
    await Promise.all(Array.from({ length: 200 }, (_, nr) => open.store.commit(claim(`shared-${nr}`))))
    expect((await transactions()) - before).toBeLessThan(100)
  })

  it('never break a condition by sharing: of those who race for a name, in two processes, one gets it', async () => {
    const another = new PostgresEventStore({ pool: open.anotherPool() })
    const names = Array.from({ length: 40 }, (_, nr) => `raced-${nr}`)
    const outcomes = await Promise.allSettled(
      names.flatMap((name) =>
        [open.store, another, open.store, another, open.store].map((store) => store.commit(claim(name))),
      ),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(names.length * 4)
    for (const { reason } of refused) expect(isUnoError(reason, 'ERR_CONCURRENCY')).toBe(true)
    const { events } = await open.store.readByQuery({
      items: names.map((name) => ({ tags: [`name:${name}`] })),
    })
    expect(events.map(({ data }) => data)).toHaveLength(names.length)
  })

  it('see what others append without a condition at the same time', async () => {
    const names = Array.from({ length: 40 }, (_, nr) => `told-${nr}`)
    const { head } = await open.store.readByQuery({ items: [{ types: ['NameTaken'] }] })
    const appended = names.map((name) => ({ appends: claim(name).appends }))
    const conditional = names.map((name) => ({
      ...claim(name),
      conditions: claim(name).conditions?.map((condition) => ({ ...condition, after: head })),
    }))
    const outcomes = await Promise.allSettled(
      [...appended, ...conditional].map((plan) => open.store.commit(plan)),
    )
    expect(outcomes.slice(0, names.length).every(({ status }) => status === 'fulfilled')).toBe(true)
    // Whoever was first: a claim that was granted lies before the append that would have refused it.
    for (const [nr, name] of names.entries()) {
      const { events } = await open.store.readByQuery({ items: [{ tags: [`name:${name}`] }] })
      const granted = outcomes[names.length + nr]
      const claimed = granted?.status === 'fulfilled' ? [granted.value.globalPosition] : []
      expect(events).toHaveLength(1 + claimed.length)
      expect(events.slice(0, claimed.length).map((event) => event.globalPosition)).toEqual(claimed)
    }
  })
})
