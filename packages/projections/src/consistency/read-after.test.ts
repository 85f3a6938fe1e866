import { globalPosition, NotFoundError, projectionId, TimeoutError } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { readAfter } from './read-after.ts'

const asked = {
  projectionId: projectionId('orders'),
  position: globalPosition(7),
  read: async () => 'rows',
}
const fresh = { waitFor: async () => undefined }
const late = { waitFor: () => Promise.reject(new TimeoutError('late')) }

describe('reading one’s own writes', () => {
  it('reads the rows once they have come so far', async () => {
    expect(await readAfter({ ...asked, waiter: fresh })).toEqual({ answer: 'rows', source: 'fresh' })
  })

  it('throws when it takes too long, unless something else was chosen', async () => {
    await expect(readAfter({ ...asked, waiter: late })).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
  })

  it('reads the rows as they are where a stale answer will do', async () => {
    const answer = await readAfter({ ...asked, waiter: late, onTimeout: 'stale' })
    expect(answer).toEqual({ answer: 'rows', source: 'stale' })
  })

  it('computes the answer from the events where that was chosen', async () => {
    const answer = await readAfter({ ...asked, waiter: late, onTimeout: async () => 'events' })
    expect(answer).toEqual({ answer: 'events', source: 'live' })
  })

  it('takes no other error for lateness', async () => {
    const nobody = { waitFor: () => Promise.reject(new NotFoundError('projection')) }
    const answer = readAfter({ ...asked, waiter: nobody, onTimeout: 'stale' })
    await expect(answer).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })

  it('passes on what it was given', async () => {
    const { signal } = new AbortController()
    const given: unknown[] = []
    const waiter = { waitFor: async (...all: unknown[]) => void given.push(...all) }
    await readAfter({ ...asked, waiter, timeoutMs: 5, signal })
    expect(given).toEqual(['orders', 7n, { timeoutMs: 5, signal }])
  })
})
