import { silentLogger, streamId, type HorizonHolder, type Logger } from '@uno-ts/types'
import { expect, it } from 'vitest'
import { openStore } from '../../test/open-store.ts'

it('warns of the server process that holds a subscription back, with its age and statement', async () => {
  const warnings: { readonly heldMs: number; readonly holders: readonly HorizonHolder[] }[] = []
  const logger: Logger = {
    ...silentLogger,
    warn: (facts: unknown) => void warnings.push(facts as (typeof warnings)[number]), // the store's own
  }
  const open = await openStore({ logger, horizonWarningMs: 100 })
  const client = await open.pool.connect()
  const stopped = new AbortController()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    await client.query('begin')
    await open.store.commitOn(client, {
      appends: [
        {
          streamId: streamId('order', '7'),
          expectedVersion: 'no-stream',
          events: [{ type: 'Happened', data: {} }],
        },
      ],
    })
    const first = open.store.subscribe({ signal: stopped.signal })[Symbol.asyncIterator]().next()
    await expect.poll(() => warnings.length, { timeout: 10_000 }).toBeGreaterThan(0)
    const [warning] = warnings
    expect(warning?.heldMs).toBeGreaterThanOrEqual(100)
    expect(warning?.holders).toMatchObject([
      { pid: rows[0]?.pid, query: expect.stringContaining('.append_event') },
    ])
    expect(warning?.holders[0]?.ageMs).toBeGreaterThanOrEqual(100)

    await client.query('commit')
    expect((await first).value?.events).toHaveLength(1)
  } finally {
    stopped.abort()
    client.release()
    await open.close()
  }
})
